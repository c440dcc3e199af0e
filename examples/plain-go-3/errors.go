// Reports of errors.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"reflect"
	"strings"
)

// Panic is an error that the function did not return: the value of its panic.
type Panic struct{ value any }

func (p Panic) Error() string { return fmt.Sprint(p.value) }

// postError posts the report of an error, which also goes to the log.
func postError(path, category string, err error) {
	name := typeOf(err)
	report, _ := json.Marshal(map[string]any{"errorType": name, "errorMessage": err.Error(), "stackTrace": []string{}})
	log.Printf("%s", report)
	post(path, "application/vnd.aws.lambda.error+json", category+"."+forHeader(name), report)
}

// typeOf is the name of the type of an error. The error of the probe function carries the name that its event asks for.
func typeOf(err error) string {
	if failure, named := err.(ProbeError); named {
		return failure.Type
	}
	return strings.TrimPrefix(strings.TrimPrefix(reflect.TypeOf(err).String(), "*"), "main.")
}

// forHeader leaves the letters of a name, which a header can carry, and begins with a capital one.
func forHeader(name string) string {
	letters := strings.Map(func(letter rune) rune {
		if letter >= 'A' && letter <= 'Z' || letter >= 'a' && letter <= 'z' {
			return letter
		}
		return -1
	}, name)
	if letters == "" {
		return "Error"
	}
	letters = letters[:min(len(letters), 100)]
	return strings.ToUpper(letters[:1]) + letters[1:]
}
