# Does not parse: a runtime must report a failed init.
def handler(event, context)
    return event
