// What the probe function can do here. Its set-up is called by main.
package main

var moreActions []string

func bytesOf([]byte) any { return nil }

var properties = []string{
	"names-error-classes", "keeps-error-messages", "linked", "PROBE_INIT=throw", "PROBE_INIT=throw:TYPE",
	"PROBE_INIT=exit", "PROBE_INIT=sleep", "PROBE_INIT=log",
}
