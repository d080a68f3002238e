// Prints how a release is doing, by a client that is generated from the server's description.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"

	"example.com/go-client/releasewatch"
)

//go:generate go tool oapi-codegen -generate types,client -package releasewatch -o releasewatch/client.gen.go openapi.json

func main() {
	authorise := func(_ context.Context, request *http.Request) error {
		request.Header.Set("Authorization", "Bearer "+os.Getenv("RELEASEWATCH_TOKEN"))
		return nil
	}
	client, err := releasewatch.NewClientWithResponses(
		os.Getenv("RELEASEWATCH_URL"), releasewatch.WithRequestEditorFn(authorise))
	if err != nil {
		log.Fatal(err)
	}
	answer, err := client.GetReleaseWithResponse(context.Background(), os.Getenv("RELEASE"), nil)
	if err != nil {
		log.Fatal(err)
	}
	if answer.JSON200 == nil {
		log.Fatalf("The release could not be read: %s %s", answer.Status(), answer.Body)
	}
	fmt.Printf("%s: %s\n", answer.JSON200.Verdict.Word, answer.JSON200.Verdict.Headline)
}
