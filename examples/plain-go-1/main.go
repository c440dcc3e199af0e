// Step 1: the most trivial runtime. It gets an event, calls the function, and posts the result.
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
		requestID := next.Header.Get("Lambda-Runtime-Aws-Request-Id")

		response, _ := handler(payload)

		posted, err := http.Post(api+requestID+"/response", "application/json", bytes.NewReader(response))
		check(err)
		posted.Body.Close()
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
