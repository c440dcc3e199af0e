// Step 2: the headers of the event become the context of the function, first of all its deadline.
package main

import (
	"bytes"
	"io"
	"log"
	"net/http"
	"os"
)

func main() {
	api := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/"
	for {
		next, err := http.Get(api + "next")
		check(err)
		payload, err := io.ReadAll(next.Body)
		check(err)
		invocation := contextOf(next.Header)
		exportTraceID(invocation.TraceID)

		response, _ := handler(invocation, payload)

		posted, err := http.Post(api+invocation.RequestID+"/response", "application/json", bytes.NewReader(response))
		check(err)
		posted.Body.Close()
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
