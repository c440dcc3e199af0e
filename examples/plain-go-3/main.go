// Step 3: what goes wrong, in the function and at the Runtime API.
package main

import (
	"log"
	"net/url"
	"os"
)

func main() {
	if err := load(); err != nil {
		postError("init/error", "Runtime", err)
		os.Exit(1)
	}
	for {
		invocation, payload := next()
		exportTraceID(invocation.TraceID)
		path := "invocation/" + url.PathEscape(invocation.RequestID)

		response, err := call(invocation, payload)

		if err != nil {
			postError(path+"/error", "Function", err)
		} else {
			post(path+"/response", "application/json", "", response)
		}
	}
}

// call turns a panic of the function into an error, so that the loop goes on.
func call(invocation Context, payload []byte) (response []byte, err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = Panic{panicked}
		}
	}()
	return handler(invocation, payload)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
