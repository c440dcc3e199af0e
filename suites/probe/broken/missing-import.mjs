// Imports a missing module: a runtime must report a failed init that names the module.
import 'module_that_is_not_there';

export function handler(event) {
  return event;
}
