// The probe function for runtimes in Go: does what its event asks, so that one function serves every test.
//
// An event without a known action comes back unchanged; {"probe":"describe"} lists the actions. The loop in main is
// there so that the program runs as it is; put your runtime in its place.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

var served int

// Asked holds the members of all actions.
type Asked struct {
	Probe, Message, Value string
	Bytes, Ms, Code       int
	Names                 []string
}

func probe(event json.RawMessage) (any, error) {
	served++
	var asked Asked
	if json.Unmarshal(event, &asked) != nil {
		return event, nil
	}
	switch asked.Probe {
	case "describe":
		actions := []string{"env", "throw", "panic", "big", "text", "nothing", "sleep", "state", "exit"}
		return map[string]any{"probe": 1, "language": "go", "actions": actions}, nil
	case "env":
		found := map[string]any{}
		for _, name := range asked.Names {
			found[name] = nil
			if value, set := os.LookupEnv(name); set {
				found[name] = value
			}
		}
		return found, nil
	case "throw":
		return nil, fmt.Errorf("%s", asked.Message)
	case "panic":
		panic(asked.Message)
	case "big":
		return strings.Repeat("x", asked.Bytes-2), nil // the two bytes are the quotes
	case "text":
		return asked.Value, nil
	case "nothing":
		return nil, nil
	case "sleep":
		time.Sleep(time.Duration(asked.Ms) * time.Millisecond)
		return map[string]int{"slept": asked.Ms}, nil
	case "state":
		return map[string]any{"bootId": fmt.Sprint(os.Getpid()), "count": served}, nil
	case "exit":
		os.Exit(asked.Code)
	}
	return event, nil
}

func main() {
	api := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/"
	for {
		next, err := http.Get(api + "next")
		check(err)
		event, err := io.ReadAll(next.Body)
		check(err)
		id := next.Header.Get("Lambda-Runtime-Aws-Request-Id")
		if next.StatusCode != http.StatusOK || id == "" {
			check(fmt.Errorf("next answered %s", next.Status))
		}
		if result, err := probe(event); err != nil {
			settle(api+id+"/error", map[string]string{"errorType": "ProbeError", "errorMessage": err.Error()})
		} else {
			settle(api+id+"/response", result)
		}
	}
}

func settle(url string, outcome any) {
	body := &bytes.Buffer{}
	encoder := json.NewEncoder(body)
	encoder.SetEscapeHTML(false)
	check(encoder.Encode(outcome))
	reply, err := http.Post(url, "application/json", bytes.NewReader(bytes.TrimRight(body.Bytes(), "\n")))
	check(err)
	io.Copy(io.Discard, reply.Body)
	reply.Body.Close()
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
