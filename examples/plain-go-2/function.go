// The function: the probe function of lambdaspec, with the context that the runtime gives it.
package main

import (
	"encoding/json"
	"os"
	"strconv"
)

func handler(invocation Context, payload []byte) ([]byte, error) {
	result, err := probe(payload, func() map[string]any { return show(invocation) })
	if err != nil {
		return nil, err
	}
	return json.Marshal(result)
}

func show(invocation Context) map[string]any {
	shown := map[string]any{
		"requestId":       invocation.RequestID,
		"deadlineMs":      invocation.Deadline.UnixMilli(),
		"remainingMs":     invocation.RemainingTime().Milliseconds(),
		"functionName":    os.Getenv("AWS_LAMBDA_FUNCTION_NAME"),
		"functionVersion": os.Getenv("AWS_LAMBDA_FUNCTION_VERSION"),
		"logGroupName":    os.Getenv("AWS_LAMBDA_LOG_GROUP_NAME"),
		"logStreamName":   os.Getenv("AWS_LAMBDA_LOG_STREAM_NAME"),
	}
	if memory, err := strconv.Atoi(os.Getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")); err == nil {
		shown["memoryLimitMb"] = memory
	}
	for name, text := range map[string]string{
		"invokedFunctionArn": invocation.FunctionARN, "traceId": invocation.TraceID, "tenantId": invocation.TenantID,
	} {
		if text != "" {
			shown[name] = text
		}
	}
	for name, text := range map[string]string{"clientContext": invocation.ClientContext, "cognitoIdentity": invocation.CognitoIdentity} {
		if json.Valid([]byte(text)) {
			shown[name] = json.RawMessage(text)
		}
	}
	return shown
}
