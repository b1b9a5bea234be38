// Mercure's own hub from its Go module, on Go's HTTP server: what its Caddy build does, without Caddy.
// With "subscriptions" it publishes an event for each subscription that begins or ends, as it does by default not.
// Usage: mercure PORT HEARTBEAT [subscriptions]
package main

import (
	"context"
	"io"
	"log"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/dunglas/mercure"
)

const key = "!ChangeThisMercureHubJWTSecretKey!"

func main() {
	if len(os.Args) < 3 {
		log.Fatal("Usage: mercure PORT HEARTBEAT [subscriptions]")
	}
	heartbeat, err := time.ParseDuration(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	selectors, err := mercure.NewTopicSelectorStore(mercure.DefaultTopicSelectorStoreCacheSize)
	if err != nil {
		log.Fatal(err)
	}
	subscribers := mercure.NewSubscriberList(mercure.DefaultSubscriberListCacheSize)
	options := []mercure.Option{
		mercure.WithLogger(slog.New(slog.NewTextHandler(io.Discard, nil))),
		mercure.WithTopicSelectorStore(selectors),
		mercure.WithTransport(mercure.NewLocalTransport(subscribers)),
		mercure.WithPublisherJWT([]byte(key), "HS256"),
		mercure.WithSubscriberJWT([]byte(key), "HS256"),
		mercure.WithAnonymous(),
		// A stream lasts as long as its client wants.
		mercure.WithWriteTimeout(0),
		mercure.WithHeartbeat(heartbeat),
	}
	if len(os.Args) > 3 && os.Args[3] == "subscriptions" {
		options = append(options, mercure.WithSubscriptions())
	}
	hub, err := mercure.NewHub(context.Background(), options...)
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], hub))
}
