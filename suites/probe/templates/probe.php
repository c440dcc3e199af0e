<?php
// The probe function for runtimes in PHP: does what its event asks, so that one function serves every test.
//
// The file returns the function, and the handler is its name, `probe.php`. An event without a known action comes back
// unchanged; `{"probe":"describe"}` lists the actions.

class ProbeError extends Exception {}

if (getenv('PROBE_INIT') === 'throw') {
    throw new ProbeError('probe init failed');
}

return function ($event, $context = null) {
    static $served = 0;
    static $bootId = null;
    $served += 1;
    $bootId ??= bin2hex(random_bytes(8));

    // Runtimes decode an object as an array or an object.
    $asked = is_object($event) || is_array($event) ? (array) $event : [];
    $actions = [
        'describe' => fn() => ['probe' => 1, 'language' => 'php', 'actions' => [
            'env', 'throw', 'panic', 'big', 'text', 'nothing', 'sleep', 'state', 'exit',
        ]],
        'env' => function () use ($asked) {
            foreach ($asked['names'] as $name) {
                $value = getenv($name);
                $found[$name] = $value === false ? null : $value;
            }
            return $found ?? new stdClass();
        },
        'throw' => fn() => throw new ProbeError($asked['message'] ?? ''),
        // An Error is not an Exception: `catch (Exception $e)` does not catch it.
        'panic' => fn() => throw new Error($asked['message'] ?? ''),
        // The two bytes are the quotes that JSON puts around a string.
        'big' => fn() => str_repeat('x', max(0, $asked['bytes'] - 2)),
        'text' => fn() => $asked['value'],
        'nothing' => fn() => null,
        'sleep' => function () use ($asked) {
            usleep($asked['ms'] * 1000);
            return ['slept' => $asked['ms']];
        },
        'state' => fn() => ['bootId' => $bootId, 'count' => $served],
        'exit' => fn() => exit($asked['code'] ?? 0),
    ];
    $name = $asked['probe'] ?? null;
    return is_string($name) && isset($actions[$name]) ? $actions[$name]() : $event;
};
