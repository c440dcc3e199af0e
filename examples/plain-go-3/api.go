// The calls of the Runtime API.
package main

import (
	"bytes"
	"io"
	"log"
	"net/http"
	"os"
	"time"
)

var api = "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/"

// The Runtime API is on this machine: no proxy, no redirect. It has no time limit, since a poll may stay open for hours.
var client = http.Client{
	Transport:     &http.Transport{Proxy: nil},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

const attempts = 5

// next waits for an event. What is not an event is asked for again, after growing pauses; a 500 ends the process.
func next() (Context, []byte) {
	for attempt := range attempts {
		time.Sleep(25 * time.Millisecond << attempt)
		reply, err := client.Get(api + "invocation/next")
		if err != nil {
			log.Print(err)
			continue
		}
		payload, err := io.ReadAll(reply.Body)
		reply.Body.Close()
		invocation := contextOf(reply.Header)
		if reply.StatusCode >= 500 {
			log.Fatalf("next is answered with %s", reply.Status)
		}
		if err == nil && reply.StatusCode == http.StatusOK && invocation.RequestID != "" {
			return invocation, payload
		}
		log.Printf("this is no event: %s, %v", reply.Status, err)
	}
	log.Fatal("there is no next event")
	panic("unreachable")
}

// post sends an outcome. One that is refused is lost, and the loop goes on; a 500 ends the process.
func post(path, contentType, errorType string, body []byte) {
	request, err := http.NewRequest(http.MethodPost, api+path, bytes.NewReader(body))
	check(err)
	request.Header.Set("Content-Type", contentType)
	if errorType != "" {
		request.Header.Set("Lambda-Runtime-Function-Error-Type", errorType)
	}
	// A kept connection may be dead after a freeze. This entry, which is not sent, lets net/http repeat the request over another.
	request.Header["Idempotency-Key"] = nil
	reply, err := client.Do(request)
	check(err)
	answer, _ := io.ReadAll(reply.Body)
	reply.Body.Close()
	if reply.StatusCode >= 500 {
		log.Fatalf("%s is answered with %s", path, reply.Status)
	}
	if reply.StatusCode >= 300 {
		log.Printf("%s is answered with %s: %s", path, reply.Status, answer)
	}
}
