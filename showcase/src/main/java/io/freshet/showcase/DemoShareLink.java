package io.freshet.showcase;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** Gives one share link some reactions, so that there is something to see at once. All others begin empty. */
@Component
class DemoShareLink implements ApplicationRunner {
    static final ShareLink LINK = new ShareLink("first-snow");

    private final DemoData data;
    private final ShareLinkService links;

    DemoShareLink(DemoData data, ShareLinkService links) {
        this.data = data;
        this.links = links;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        data.putOnce("share link", this::put);
    }

    private void put() {
        links.react(LINK, "❄️", DemoPeople.MINA);
        links.react(LINK, "😍", DemoPeople.JOON);
        links.react(LINK, "예뻐요", DemoPeople.SORA);
        links.react(LINK, "❄️", DemoPeople.SORA);
        links.react(LINK, "👏", DemoPeople.JOON);
    }
}
