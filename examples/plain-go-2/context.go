// The context of an invocation, from the headers of its event.
package main

import (
	"net/http"
	"os"
	"strconv"
	"time"
)

// Context is what the runtime knows of an invocation beside its payload.
type Context struct {
	RequestID, FunctionARN, TraceID, ClientContext, CognitoIdentity, TenantID string
	Deadline                                                                  time.Time
}

// RemainingTime is how long the function may still run. It goes down while the function runs.
func (c Context) RemainingTime() time.Duration { return time.Until(c.Deadline) }

// longest is how long any function may run. It stands in for a deadline that is missing or no number.
const longest = 15 * time.Minute

func contextOf(headers http.Header) Context {
	deadline := time.Now().Add(longest)
	if ms, err := strconv.ParseInt(headers.Get("Lambda-Runtime-Deadline-Ms"), 10, 64); err == nil {
		deadline = time.UnixMilli(ms)
	}
	return Context{
		RequestID:       headers.Get("Lambda-Runtime-Aws-Request-Id"),
		FunctionARN:     headers.Get("Lambda-Runtime-Invoked-Function-Arn"),
		TraceID:         headers.Get("Lambda-Runtime-Trace-Id"),
		ClientContext:   headers.Get("Lambda-Runtime-Client-Context"),
		CognitoIdentity: headers.Get("Lambda-Runtime-Cognito-Identity"),
		TenantID:        headers.Get("Lambda-Runtime-Aws-Tenant-Id"),
		Deadline:        deadline,
	}
}

// exportTraceID puts the trace id where the SDK for X-Ray looks for it, and removes the one of the last invocation.
func exportTraceID(traceID string) {
	if traceID == "" {
		os.Unsetenv("_X_AMZN_TRACE_ID")
		return
	}
	os.Setenv("_X_AMZN_TRACE_ID", traceID)
}
