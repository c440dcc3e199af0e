# The probe function for runtimes in Ruby: does what its event asks, so that one function serves every test.
#
# It is loaded as `probe.handler`. An event without a known action comes back unchanged; `{"probe":"describe"}` lists
# the actions and properties.
require 'securerandom'

BOOT_ID = SecureRandom.uuid
$served = 0

# Escapes `rescue`, which takes only a StandardError.
class ProbePanic < Exception; end

# An error with a member that refers to the error.
class ProbeCyclicError < StandardError
  def initialize
    super('probe cyclic error')
    @self = self
  end
end

UNSERIALIZABLES = {
  'cyclic' => -> { [].tap { |list| list << list } },
  'nan' => -> { { value: Float::NAN, infinity: Float::INFINITY } },
}.freeze

PROPERTIES = %w[
  names-error-classes keeps-error-messages PROBE_INIT=throw PROBE_INIT=throw:TYPE PROBE_INIT=exit PROBE_INIT=sleep
  PROBE_INIT=log
].freeze

ACTIONS = {
  'describe' => lambda { |*|
    {
      probe: 1, language: 'ruby', actions: ACTIONS.keys - ['describe'], properties: PROPERTIES,
      panics: ['sync'], unserializables: UNSERIALIZABLES.keys
    }
  },
  'context' => lambda { |event, context|
    next shown(context) unless event['afterMs']

    first = traced(context)
    sleep(event['afterMs'] / 1000.0)
    { first: first, second: traced(context) }
  },
  'env' => ->(event, _) { event['names'].to_h { |name| [name, ENV[name]] } },
  'throw' => ->(event, _) { raise error_class(event['type'] || 'Oops'), event['message'].to_s },
  'panic' => ->(event, _) { raise ProbePanic, event['message'].to_s },
  'unserializable' => ->(event, _) { (UNSERIALIZABLES[event['variant']] || UNSERIALIZABLES['cyclic']).call },
  # The two bytes are the quotes that JSON puts around a string.
  'big' => ->(event, _) { 'x' * [event['bytes'] - 2, 0].max },
  'text' => ->(event, _) { event['value'] },
  'nothing' => ->(*) {},
  'sleep' => ->(event, _) { sleep(event['ms'] / 1000.0) && { slept: event['ms'] } },
  'state' => ->(*) { { bootId: BOOT_ID, count: $served } },
  'log' => lambda { |event, _|
    (event['repeat'] || 1).times do
      $stdout.write(event['stdout'].to_s)
      $stderr.write(event['stderr'].to_s)
    end
    nil
  },
  'exit' => ->(event, _) { exit!(event['code'] || 0) },
  'background' => ->(event, _) { later(event) { write_now(event['mark']) } },
  'late-failure' => lambda { |event, _|
    later(event) { raise error_class('ProbeLateFailure'), 'probe late failure' }
  },
  'child' => lambda { |*|
    trace = IO.popen(['/bin/sh', '-c', 'printf %s "${_X_AMZN_TRACE_ID-unset}"'], &:read)
    { traceEnv: trace == 'unset' ? nil : trace }
  },
  'cyclic-error' => lambda { |event, _|
    raise ProbeCyclicError unless event['depth']

    raise (1..event['depth']).reduce(RuntimeError.new('cause 0')) { |cause, i| caused("cause #{i}", cause) }
  },
  'exit-hook' => lambda { |event, _|
    at_exit { write_now(event['mark']) }
    nil
  },
}.freeze

def handler(event:, context:)
  $served += 1
  action = ACTIONS[event['probe']] if event.is_a?(Hash)
  action ? action.call(event, context) : event
end

# The context that the runtime exposes, under the names of the contract, without missing members.
MEMBERS = {
  requestId: :aws_request_id, deadlineMs: :deadline_ms, remainingMs: :get_remaining_time_in_millis,
  invokedFunctionArn: :invoked_function_arn, traceId: :trace_id, clientContext: :client_context,
  cognitoIdentity: :identity, tenantId: :tenant_id, functionName: :function_name,
  functionVersion: :function_version, memoryLimitMb: :memory_limit_in_mb, logGroupName: :log_group_name,
  logStreamName: :log_stream_name
}.freeze

def shown(context)
  shown = MEMBERS.transform_values { |name| context.public_send(name) if context.respond_to?(name) }
  shown[:memoryLimitMb] &&= shown[:memoryLimitMb].to_i
  shown.compact
end

def traced(context)
  shown(context).merge(traceEnv: ENV['_X_AMZN_TRACE_ID'])
end

def later(event)
  Thread.new do
    sleep((event['ms'] || 0) / 1000.0)
    yield
  end
  nil
end

# Flushes by itself: a runtime cannot know at this point that there is output.
def write_now(mark)
  $stdout.write(mark.to_s)
  $stdout.flush
end

def caused(message, cause)
  raise message, cause: cause
rescue RuntimeError => error
  error
end

# A class whose name is what the event asks for.
def error_class(type)
  Class.new(StandardError) do
    define_singleton_method(:name) { type }
    define_singleton_method(:to_s) { type }
  end
end

order, argument = ENV.fetch('PROBE_INIT', '').split(':', 2)
case order
when 'throw' then raise error_class(argument || 'ProbeInitError'), 'probe init failed'
when 'exit' then exit!(argument.to_i)
when 'sleep' then sleep(argument.to_i / 1000.0)
when 'log'
  write_now('x' * argument.to_i)
  $stderr.write('x' * argument.to_i)
end
