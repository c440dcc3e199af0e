# Imports what is not there: a runtime has to report this as a failed init, and name the module.
import module_that_is_not_there


def handler(event, context):
    return module_that_is_not_there.transform(event)
