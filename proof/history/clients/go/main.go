// Starts the probe function behind any release of AWS's client for Go: it uses nothing that came later.
package main

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

var moreActions = actions

func bytesOf(content []byte) io.Reader { return nil }

// The client takes the name of a class from the Go type, which the function cannot choose.
var properties = []string{
	"keeps-error-messages", "linked", "PROBE_INIT=throw", "PROBE_INIT=exit",
	"PROBE_INIT=sleep", "PROBE_INIT=log",
}

func handle(ctx context.Context, event json.RawMessage) (any, error) {
	return probe(event, func() map[string]any { return show(ctx) })
}

func show(ctx context.Context) map[string]any {
	seen, _ := lambdacontext.FromContext(ctx)
	if seen == nil {
		seen = &lambdacontext.LambdaContext{}
	}
	shown := map[string]any{
		"functionName": lambdacontext.FunctionName, "functionVersion": lambdacontext.FunctionVersion,
		"memoryLimitMb": lambdacontext.MemoryLimitInMB, "logGroupName": lambdacontext.LogGroupName,
		"logStreamName": lambdacontext.LogStreamName, "requestId": seen.AwsRequestID,
		"invokedFunctionArn": seen.InvokedFunctionArn,
	}
	if deadline, set := ctx.Deadline(); set {
		shown["deadlineMs"] = deadline.UnixMilli()
		shown["remainingMs"] = time.Until(deadline).Milliseconds()
	}
	if trace, _ := ctx.Value("x-amzn-trace-id").(string); trace != "" {
		shown["traceId"] = trace
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

func main() {
	if err := load(); err != nil {
		panic(err)
	}
	lambda.Start(handle)
}
