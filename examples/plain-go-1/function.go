// The function: the probe function of lambdaspec. It sees its payload and nothing else.
package main

import "encoding/json"

func handler(payload []byte) ([]byte, error) {
	result, err := probe(payload, func() map[string]any { return map[string]any{} })
	if err != nil {
		return nil, err
	}
	return json.Marshal(result)
}
