# The probe function for runtimes in Ruby: does what its event asks, so that one function serves every test.
#
# It is loaded as `probe.handler`. An event without a known action comes back unchanged; `{"probe":"describe"}` lists
# the actions.
require 'securerandom'

BOOT_ID = SecureRandom.uuid
$served = 0

ACTIONS = {
  'describe' => ->(_) { { probe: 1, language: 'ruby', actions: ACTIONS.keys - ['describe'] } },
  'env' => ->(event) { event['names'].to_h { |name| [name, ENV[name]] } },
  'throw' => ->(event) { raise error_class(event['type'] || 'Oops'), event['message'].to_s },
  # The two bytes are the quotes that JSON puts around a string.
  'big' => ->(event) { 'x' * [event['bytes'] - 2, 0].max },
  'text' => ->(event) { event['value'] },
  'nothing' => ->(_) {},
  'sleep' => ->(event) { sleep(event['ms'] / 1000.0) && { slept: event['ms'] } },
  'state' => ->(_) { { bootId: BOOT_ID, count: $served } },
  'exit' => ->(event) { exit!(event['code'] || 0) },
}.freeze

def handler(event:, context:)
  $served += 1
  action = ACTIONS[event['probe']] if event.is_a?(Hash)
  action ? action.call(event) : event
end

# A class whose name is what the event asks for.
def error_class(type)
  Class.new(StandardError) { define_singleton_method(:name) { type } }
end

raise error_class('ProbeInitError'), 'probe init failed' if ENV['PROBE_INIT'] == 'throw'
