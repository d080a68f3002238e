// A release of two waves, each with one cluster, one bundle and two apps.
package main

import (
	"context"
	"fmt"
	"log"
	"strings"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

// Answer is what a workflow tells of one entity.
type Answer struct {
	ID              string    `json:"id"`
	State           string    `json:"state"`
	UpdatedAt       time.Time `json:"updated_at"`
	Name            string    `json:"name,omitempty"`
	Version         string    `json:"version,omitempty"`
	PreviousVersion string    `json:"previous_version,omitempty"`
	WaveIDs         []string  `json:"wave_ids,omitempty"`
	Waves           []*Answer `json:"waves,omitempty"`
	Clusters        []*Answer `json:"clusters,omitempty"`
	Bundle          *Answer   `json:"bundle,omitempty"`
	Apps            []*Answer `json:"apps,omitempty"`
}

// Deploy is the work. While it fails, Temporal tries again, and the app's wave is shown as retrying.
func Deploy(ctx context.Context, appID string) error {
	select {
	case <-time.After(time.Second):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Release names its waves by id, each a workflow of its own, and answers for those that it has not started yet.
func Release(ctx workflow.Context) (*Answer, error) {
	answer := &Answer{
		ID:              workflow.GetInfo(ctx).WorkflowExecution.ID,
		Name:            "Shop",
		Version:         "2.0",
		PreviousVersion: "1.9",
		WaveIDs:         []string{"wave:shop-2.0:1", "wave:shop-2.0:2"},
	}
	for _, id := range answer.WaveIDs {
		answer.Waves = append(answer.Waves, plan(ctx, id))
	}
	move(ctx, "in_progress", answer)
	tell := func() (*Answer, error) { return answer, nil }
	if err := workflow.SetQueryHandler(ctx, "get_release_state", tell); err != nil {
		return nil, err
	}
	for _, id := range answer.WaveIDs {
		answer.Waves = answer.Waves[1:] // from now on it answers for itself
		child := workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{WorkflowID: id})
		if err := workflow.ExecuteChildWorkflow(child, Wave).Get(ctx, nil); err != nil {
			return nil, err
		}
	}
	move(ctx, "succeeded", answer)
	return answer, nil // readable from now on without a worker
}

// Wave answers for everything below it inline.
func Wave(ctx workflow.Context) (*Answer, error) {
	answer := plan(ctx, workflow.GetInfo(ctx).WorkflowExecution.ID)
	tell := func() (*Answer, error) { return answer, nil }
	if err := workflow.SetQueryHandler(ctx, "get_wave_state", tell); err != nil {
		return nil, err
	}
	cluster := answer.Clusters[0]
	move(ctx, "in_progress", answer, cluster, cluster.Bundle)
	activities := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: 5 * time.Minute})
	for _, app := range cluster.Bundle.Apps {
		move(ctx, "in_progress", app)
		if err := workflow.ExecuteActivity(activities, Deploy, app.ID).Get(ctx, nil); err != nil {
			return nil, err
		}
		move(ctx, "succeeded", app)
	}
	move(ctx, "succeeded", answer, cluster, cluster.Bundle)
	return answer, nil
}

// plan answers for a wave that has not begun.
func plan(ctx workflow.Context, waveID string) *Answer {
	name := strings.TrimPrefix(waveID, "wave:")
	number := name[len(name)-1:]
	bundle := &Answer{ID: "bundle:" + name, Name: "shop-core"}
	for _, app := range []string{"web", "checkout"} {
		bundle.Apps = append(bundle.Apps, &Answer{ID: "app:" + name + ":" + app, Name: app, Version: "2.0"})
	}
	cluster := &Answer{ID: "cluster:" + name, Name: "cluster " + number, Bundle: bundle}
	wave := &Answer{ID: waveID, Name: "Wave " + number, Clusters: []*Answer{cluster}}
	move(ctx, "pending", append(bundle.Apps, wave, cluster, bundle)...)
	return wave
}

// move notes a state, and since when it holds: in the workflow's time, which is the same in every replay.
func move(ctx workflow.Context, state string, parts ...*Answer) {
	for _, part := range parts {
		part.State, part.UpdatedAt = state, workflow.Now(ctx)
	}
}

func run(ctx context.Context) error {
	c, err := client.Dial(envconfig.MustLoadDefaultClientOptions()) // TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and more
	if err != nil {
		return err
	}
	defer c.Close()
	w := worker.New(c, "shop", worker.Options{})
	w.RegisterWorkflow(Release)
	w.RegisterWorkflow(Wave)
	w.RegisterActivity(Deploy)
	if err := w.Start(); err != nil {
		return err
	}
	defer w.Stop()
	release, err := c.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: "release:shop-2.0", TaskQueue: "shop"}, Release)
	if err != nil {
		return err
	}
	return release.Get(ctx, nil)
}

func main() {
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
	fmt.Println("release:shop-2.0 has finished.")
}
