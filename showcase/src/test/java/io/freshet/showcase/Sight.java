package io.freshet.showcase;

import java.util.Map;

/** One of the four pages: where it is, and what somebody does that it shows. Each store's number gives sights of their own. */
enum Sight {
    DASHBOARD("#MNU_01_01") {
        @Override
        String page(long store) {
            return "/dashboard?store=" + store;
        }

        @Override
        void happen(Caller somebody, String user, long store, String text) {
            somebody.order(store, text, 4500, 2);
        }
    },
    SHARE_LINK("#newest") {
        @Override
        String page(long store) {
            return "/links?link=story-" + store;
        }

        @Override
        void happen(Caller somebody, String user, long store, String text) {
            somebody.create("/share-links/story-" + store + "/reactions", Map.of("emoji", text));
        }
    },
    LOBBY("#rooms") {
        @Override
        String page(long store) {
            return "/lobby?channel=channel-" + store;
        }

        @Override
        void happen(Caller somebody, String user, long store, String text) {
            somebody.create("/channels/channel-" + store + "/rooms", Map.of("name", text, "seats", 4));
        }
    },
    BOARD("#list") {
        @Override
        String page(long store) {
            return "/board";
        }

        /** The user has a post, which somebody comments on. */
        @Override
        void happen(Caller somebody, String user, long store, String text) {
            String post = somebody.as(user)
                    .create("/posts", Map.of("title", "A post"))
                    .get("id")
                    .asString();
            somebody.create("/posts/" + post + "/comments", Map.of("text", text));
        }
    };

    private final String place;

    Sight(String place) {
        this.place = place;
    }

    /** Where the page shows what others do. */
    String place() {
        return place;
    }

    abstract String page(long store);

    /** Somebody does something that this user's page shows with this text. */
    abstract void happen(Caller somebody, String user, long store, String text);
}
