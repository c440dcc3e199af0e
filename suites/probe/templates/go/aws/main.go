// Starts the probe function behind AWS's client for Go.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambda/messages"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

// What this client offers beside the actions of probe.go; it posts a reader as it is.
var moreActions = append(slices.Collect(maps.Keys(clientActions)), "binary")

var clientActions = map[string]func(context.Context, json.RawMessage) (any, error){
	"stream": stream, "late-write": stream, "http-stream": httpStream, "logger": logAll,
}

func bytesOf(content []byte) io.Reader { return bytes.NewReader(content) }

// The function is linked in and fails before the client starts, so the client never sees the class of that failure.
var properties = []string{
	"names-error-classes", "keeps-error-messages", "linked", "PROBE_INIT=throw", "PROBE_INIT=exit",
	"PROBE_INIT=sleep", "PROBE_INIT=log",
}

func handle(ctx context.Context, event json.RawMessage) (any, error) {
	var named struct{ Probe string }
	_ = json.Unmarshal(event, &named)
	action, offered := clientActions[named.Probe]
	if !offered {
		action = func(ctx context.Context, event json.RawMessage) (any, error) {
			return probe(event, func() map[string]any { return show(ctx) })
		}
	}
	result, err := action(ctx, event)
	// Not errors.As, which would follow the causes of a cyclic error without end.
	if failure, named := err.(ProbeError); named {
		// The client takes the name of a class from the Go type; only this type of its own may carry any name.
		return nil, messages.InvokeResponse_Error{Type: failure.Type, Message: failure.Message}
	}
	return result, err
}

func show(ctx context.Context) map[string]any {
	shown := map[string]any{
		"functionName": lambdacontext.FunctionName, "functionVersion": lambdacontext.FunctionVersion,
		"memoryLimitMb": lambdacontext.MemoryLimitInMB, "logGroupName": lambdacontext.LogGroupName,
		"logStreamName": lambdacontext.LogStreamName,
	}
	if deadline, set := ctx.Deadline(); set {
		shown["deadlineMs"] = deadline.UnixMilli()
		shown["remainingMs"] = time.Until(deadline).Milliseconds()
	}
	if trace, _ := ctx.Value("x-amzn-trace-id").(string); trace != "" {
		shown["traceId"] = trace
	}
	seen, _ := lambdacontext.FromContext(ctx)
	shown["requestId"] = seen.AwsRequestID
	shown["invokedFunctionArn"] = seen.InvokedFunctionArn
	if seen.TenantID != "" {
		shown["tenantId"] = seen.TenantID
	}
	if client := seen.ClientContext; client.Client != (lambdacontext.ClientApplication{}) || client.Env != nil || client.Custom != nil {
		shown["clientContext"] = map[string]any{"client": client.Client, "env": client.Env, "custom": client.Custom}
	}
	if identity := seen.Identity; identity != (lambdacontext.CognitoIdentity{}) {
		shown["cognitoIdentity"] = map[string]string{
			"cognitoIdentityId": identity.CognitoIdentityID, "cognitoIdentityPoolId": identity.CognitoIdentityPoolID,
		}
	}
	return shown
}

var logger = lambdacontext.NewLogger(lambdacontext.WithTenantID())

// logAll writes the message at each level, followed by its name, and an error if the event has one.
func logAll(ctx context.Context, event json.RawMessage) (any, error) {
	var asked struct{ Message, Error, Gate, Token string }
	if err := json.Unmarshal(event, &asked); err != nil {
		return nil, err
	}
	if asked.Gate != "" {
		if err := untilReleased(asked.Gate, asked.Token); err != nil {
			return nil, err
		}
	}
	levels := []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError}
	for _, level := range levels {
		logger.Log(ctx, level, asked.Message+" "+level.String())
	}
	if asked.Error != "" {
		logger.ErrorContext(ctx, asked.Message, "error", ProbeError{"ProbeLogged", asked.Error})
	}
	return map[string]any{"levels": levels}, nil
}

func main() {
	if err := load(); err != nil {
		panic(err)
	}
	lambda.Start(handle)
}
