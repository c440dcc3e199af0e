// How the probe function sets up, and what it can do here.
package main

func init() {
	if err := load(); err != nil {
		panic(err)
	}
}

// What this function offers beside the actions of probe.go: it returns JSON only.
var moreActions []string

func bytesOf([]byte) any { return nil }

var properties = []string{
	"keeps-error-messages", "linked", "PROBE_INIT=throw", "PROBE_INIT=exit", "PROBE_INIT=sleep", "PROBE_INIT=log",
}
