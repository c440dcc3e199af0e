// Starts the probe function behind a loop of its own; put your runtime in its place.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"reflect"
	"strconv"
	"time"
)

// This loop has no further actions: it returns JSON only.
var moreActions []string

func bytesOf([]byte) any { return nil }

var properties = []string{
	"names-error-classes", "keeps-error-messages", "linked", "PROBE_INIT=throw", "PROBE_INIT=throw:TYPE",
	"PROBE_INIT=exit", "PROBE_INIT=sleep", "PROBE_INIT=log",
}

var api = "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/"

// Without a time limit: a poll may stay open for hours.
var client = http.Client{Transport: &http.Transport{Proxy: nil}}

func main() {
	if err := load(); err != nil {
		post("init/error", reportOf(err))
		os.Exit(1)
	}
	for {
		next, err := client.Get(api + "invocation/next")
		check(err)
		event, err := io.ReadAll(next.Body)
		check(err)
		id := next.Header.Get("Lambda-Runtime-Aws-Request-Id")
		if next.StatusCode != http.StatusOK || id == "" {
			check(fmt.Errorf("next answered %s", next.Status))
		}
		os.Setenv("_X_AMZN_TRACE_ID", next.Header.Get("Lambda-Runtime-Trace-Id"))
		serve("invocation/"+id, event, next.Header)
	}
}

func serve(path string, event []byte, headers http.Header) {
	defer func() {
		if panicked := recover(); panicked != nil {
			post(path+"/error", reportOf(panicked))
			os.Exit(1)
		}
	}()
	result, err := probe(event, func() map[string]any { return show(headers) })
	if err == nil {
		err = post(path+"/response", result)
	}
	if err != nil {
		check(post(path+"/error", reportOf(err)))
	}
}

func show(headers http.Header) map[string]any {
	shown := map[string]any{
		"requestId":          headers.Get("Lambda-Runtime-Aws-Request-Id"),
		"invokedFunctionArn": headers.Get("Lambda-Runtime-Invoked-Function-Arn"),
		"functionName":       os.Getenv("AWS_LAMBDA_FUNCTION_NAME"),
		"functionVersion":    os.Getenv("AWS_LAMBDA_FUNCTION_VERSION"),
		"logGroupName":       os.Getenv("AWS_LAMBDA_LOG_GROUP_NAME"),
		"logStreamName":      os.Getenv("AWS_LAMBDA_LOG_STREAM_NAME"),
	}
	if memory, err := strconv.Atoi(os.Getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")); err == nil {
		shown["memoryLimitMb"] = memory
	}
	if deadline, err := strconv.ParseInt(headers.Get("Lambda-Runtime-Deadline-Ms"), 10, 64); err == nil {
		shown["deadlineMs"] = deadline
		shown["remainingMs"] = deadline - time.Now().UnixMilli()
	}
	for member, header := range map[string]string{"traceId": "Trace-Id", "tenantId": "Aws-Tenant-Id"} {
		if value := headers.Get("Lambda-Runtime-" + header); value != "" {
			shown[member] = value
		}
	}
	for member, header := range map[string]string{"clientContext": "Client-Context", "cognitoIdentity": "Cognito-Identity"} {
		var value any
		if json.Unmarshal([]byte(headers.Get("Lambda-Runtime-"+header)), &value) == nil && value != nil {
			shown[member] = value
		}
	}
	return shown
}

// reportOf is the report of an error, or of any value of a panic.
func reportOf(thrown any) map[string]any {
	name := ""
	if failure, named := thrown.(ProbeError); named {
		name = failure.Type
	} else if class := reflect.TypeOf(thrown); class.Kind() == reflect.Pointer {
		name = class.Elem().Name()
	} else {
		name = class.String()
	}
	return map[string]any{"errorType": name, "errorMessage": fmt.Sprint(thrown), "stackTrace": []string{}}
}

// post sends an outcome. It returns an error if the outcome has no JSON form, and ends the process if it is not taken.
func post(path string, outcome any) error {
	body := &bytes.Buffer{}
	encoder := json.NewEncoder(body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(outcome); err != nil {
		return err
	}
	reply, err := client.Post(api+path, "application/json", bytes.NewReader(bytes.TrimRight(body.Bytes(), "\n")))
	check(err)
	io.Copy(io.Discard, reply.Body)
	reply.Body.Close()
	return nil
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
