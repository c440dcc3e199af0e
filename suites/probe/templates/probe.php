<?php
// The probe function for runtimes in PHP: does what its event asks, so that one function serves every test.
//
// The file returns the function, and the handler is its name, `probe.php`. An event without a known action comes back
// unchanged; `{"probe":"describe"}` lists the actions and properties.

class ProbeError extends Exception {}

// An exception of the class that the event names; of ProbeError if PHP cannot have a class of that name.
function probe_error(string $type, string $message): Exception {
    if (preg_match('/^[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*$/D', $type) && !class_exists($type)) {
        try {
            eval("class $type extends Exception {}");
        } catch (ParseError $reserved) {
            return new ProbeError($message);
        }
    }
    return is_subclass_of($type, 'Exception') ? new $type($message) : new ProbeError($message);
}

// The context that the runtime exposes, under the names of the contract, without missing members.
function probe_context($context): array {
    $getters = [
        'requestId' => 'getAwsRequestId', 'remainingMs' => 'getRemainingTimeInMillis', 'traceId' => 'getTraceId',
        'invokedFunctionArn' => 'getInvokedFunctionArn',
    ];
    $shown = [];
    foreach ($getters as $member => $getter) {
        if (is_object($context) && method_exists($context, $getter)) {
            $shown[$member] = $context->$getter();
        }
    }
    return array_filter($shown, fn($value) => $value !== null);
}

function probe_variable(string $name): ?string {
    $value = getenv($name);
    return $value === false ? null : $value;
}

[$order, $argument] = explode(':', getenv('PROBE_INIT') ?: '', 2) + [1 => ''];
if ($order === 'throw') {
    throw probe_error($argument === '' ? 'ProbeInitError' : $argument, 'probe init failed');
} elseif ($order === 'exit') {
    exit((int) $argument);
} elseif ($order === 'sleep') {
    usleep((int) $argument * 1000);
} elseif ($order === 'log') {
    fwrite(STDOUT, str_repeat('x', (int) $argument));
    fwrite(STDERR, str_repeat('x', (int) $argument));
}

return function ($event, $context = null) {
    static $served = 0;
    static $bootId = null;
    $served += 1;
    $bootId ??= bin2hex(random_bytes(8));

    // Runtimes decode an object as an array or an object.
    $asked = is_object($event) || is_array($event) ? (array) $event : [];
    $actions = [
        'context' => function () use ($asked, $context) {
            if (!isset($asked['afterMs'])) {
                return (object) probe_context($context);
            }
            $read = fn() => probe_context($context) + ['traceEnv' => probe_variable('_X_AMZN_TRACE_ID')];
            $first = $read();
            usleep($asked['afterMs'] * 1000);
            return ['first' => $first, 'second' => $read()];
        },
        'env' => function () use ($asked) {
            foreach ($asked['names'] as $name) {
                $found[$name] = probe_variable($name);
            }
            return $found ?? new stdClass();
        },
        'throw' => fn() => throw probe_error($asked['type'] ?? 'Oops', $asked['message'] ?? ''),
        // An Error is not an Exception: `catch (Exception $e)` does not catch it.
        'panic' => fn() => throw new Error($asked['message'] ?? ''),
        'unserializable' => function () use ($asked) {
            $cycle = new stdClass();
            $cycle->self = $cycle;
            return ($asked['variant'] ?? 'cyclic') === 'nan' ? ['value' => NAN, 'infinity' => INF] : $cycle;
        },
        // The two bytes are the quotes that JSON puts around a string.
        'big' => fn() => str_repeat('x', max(0, $asked['bytes'] - 2)),
        'text' => fn() => $asked['value'],
        'nothing' => fn() => null,
        'sleep' => function () use ($asked) {
            usleep($asked['ms'] * 1000);
            return ['slept' => $asked['ms']];
        },
        'state' => fn() => ['bootId' => $bootId, 'count' => $served],
        'log' => function () use ($asked) {
            for ($i = 0; $i < ($asked['repeat'] ?? 1); $i++) {
                fwrite(STDOUT, $asked['stdout'] ?? '');
                fwrite(STDERR, $asked['stderr'] ?? '');
            }
            return null;
        },
        'child' => function () {
            $trace = shell_exec('printf %s "${_X_AMZN_TRACE_ID-unset}"');
            return ['traceEnv' => $trace === 'unset' ? null : $trace];
        },
        'cyclic-error' => function () use ($asked) {
            $error = new ProbeError('probe cyclic error');
            $error->self = $error;
            for ($i = 1; $i <= ($asked['depth'] ?? 0); $i++) {
                $error = new ProbeError("cause $i", 0, $error);
            }
            throw $error;
        },
        'exit-hook' => function () use ($asked) {
            register_shutdown_function(fn() => fwrite(STDOUT, $asked['mark'] ?? ''));
            return null;
        },
        'exit' => fn() => exit($asked['code'] ?? 0),
    ];
    $actions['describe'] = fn() => [
        'probe' => 1,
        'language' => 'php',
        'actions' => array_values(array_diff(array_keys($actions), ['describe'])),
        'properties' => [
            'names-error-classes', 'keeps-error-messages', 'PROBE_INIT=throw', 'PROBE_INIT=throw:TYPE',
            'PROBE_INIT=exit', 'PROBE_INIT=sleep', 'PROBE_INIT=log',
        ],
        'panics' => ['sync'],
        'unserializables' => ['cyclic', 'nan'],
    ];
    $name = $asked['probe'] ?? null;
    return is_string($name) && isset($actions[$name]) ? $actions[$name]() : $event;
};
