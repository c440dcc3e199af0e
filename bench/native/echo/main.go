// A minimal native runtime that returns every event. It is fast enough that a benchmark measures the harness, not the runtime.
package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
)

func main() {
	api := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/"
	client := &http.Client{Transport: &http.Transport{Proxy: nil}}
	for {
		next, err := client.Get(api + "next")
		if err != nil {
			os.Exit(1)
		}
		event, err := io.ReadAll(next.Body)
		next.Body.Close()
		if err != nil || next.StatusCode != http.StatusOK {
			os.Exit(1)
		}
		id := next.Header.Get("Lambda-Runtime-Aws-Request-Id")
		reply, err := client.Post(api+id+"/response", "application/json", bytes.NewReader(event))
		if err != nil {
			os.Exit(1)
		}
		io.Copy(io.Discard, reply.Body)
		reply.Body.Close()
	}
}
