package io.freshet.showcase;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** Puts some posts on the board for visitors to comment on. */
@Component
class DemoPosts implements ApplicationRunner {
    private final DemoData data;
    private final PostService posts;

    DemoPosts(DemoData data, PostService posts) {
        this.data = data;
        this.posts = posts;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        data.putOnce("board", this::put);
    }

    private void put() {
        PostId coffee = new PostId(posts.post("Where is the best coffee near the station?", DemoPeople.MINA));
        posts.comment(coffee, "The small place behind the library.", DemoPeople.JOON);
        posts.comment(coffee, "저도 거기 좋아해요 ☕", DemoPeople.SORA);
        posts.post("주말에 산에 가실 분?", DemoPeople.SORA);
        posts.post("I found a blue umbrella on bus 7", DemoPeople.JOON);
    }
}
