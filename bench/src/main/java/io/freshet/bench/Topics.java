package io.freshet.bench;

import java.util.List;
import java.util.stream.IntStream;

/** What subscribers read and publishers publish to, and so what each subscriber is owed. */
sealed interface Topics {
    /** The topic that a subscriber reads. */
    String read(int subscriber);

    /** What a publisher publishes to, in turns. */
    List<String> published(int publisher);

    /** How many deliveries an event has. */
    int deliveries();

    /** How many of the events that a publisher has published are a subscriber's. */
    long owed(int subscriber, int publisher, long published);

    /** Everybody reads one topic, to which everybody publishes. */
    record One(int subscribers) implements Topics {
        @Override
        public String read(int subscriber) {
            return Dialect.TOPIC;
        }

        @Override
        public List<String> published(int publisher) {
            return List.of(Dialect.TOPIC);
        }

        @Override
        public int deliveries() {
            return subscribers;
        }

        @Override
        public long owed(int subscriber, int publisher, long published) {
            return published;
        }
    }

    /** Each subscriber has a topic of its own, which one of the publishers publishes to. */
    record OneEach(int subscribers, int publishers) implements Topics {
        @Override
        public String read(int subscriber) {
            return Cell.number("t%05d", subscriber);
        }

        @Override
        public List<String> published(int publisher) {
            return IntStream.range(0, topics(publisher))
                    .mapToObj(turn -> read(turn * publishers + publisher))
                    .toList();
        }

        private int topics(int publisher) {
            return (subscribers - publisher + publishers - 1) / publishers;
        }

        @Override
        public int deliveries() {
            return 1;
        }

        @Override
        public long owed(int subscriber, int publisher, long published) {
            if (subscriber % publishers != publisher) {
                return 0;
            }
            int turn = subscriber / publishers;
            int topics = topics(publisher);
            return published / topics + (turn < published % topics ? 1 : 0);
        }
    }

    /** Each topic has several readers, as many as any other. */
    record Spread(OneEach topics, int subscribers) implements Topics {
        public Spread {
            if (subscribers % topics.subscribers() != 0) {
                throw new IllegalArgumentException(subscribers + " subscribers are not shared out evenly over "
                        + topics.subscribers() + " topics");
            }
        }

        private int topic(int subscriber) {
            return subscriber % topics.subscribers();
        }

        @Override
        public String read(int subscriber) {
            return topics.read(topic(subscriber));
        }

        @Override
        public List<String> published(int publisher) {
            return topics.published(publisher);
        }

        @Override
        public int deliveries() {
            return subscribers / topics.subscribers();
        }

        @Override
        public long owed(int subscriber, int publisher, long published) {
            return topics.owed(topic(subscriber), publisher, published);
        }
    }
}
