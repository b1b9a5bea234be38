package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The lobby in a real browser. */
class LobbyPageTest extends PageContract {
    private final String channel = "channel-" + store;

    @Override
    String page() {
        return "/lobby?channel=" + channel;
    }

    @Override
    String stream() {
        return "/channels/" + channel + "/events";
    }

    @Override
    String place() {
        return "#rooms";
    }

    @Override
    void happen(String text) {
        openRoom(text, 4);
    }

    private long openRoom(String name, int seats) {
        return somebody()
                .create("/channels/" + channel + "/rooms", Map.of("name", name, "seats", seats))
                .get("id")
                .longValue();
    }

    @Test
    void aRoomIsOpenedFilledStartedAndClosedBeforeTheEyesOfAnotherTab() {
        Tab actor = open().awaitLive();
        Tab onlooker = openInNewTab().awaitLive();
        onlooker.awaitText("#summary", "0 rooms");

        actor.select();
        browser.find("#name").sendKeys("Friday night");
        browser.find("#seats").clear();
        browser.find("#seats").sendKeys("2");
        browser.find("#open button").click();
        onlooker.awaitText(".room .mine", user);
        onlooker.awaitText(".room footer", "1 of 2");
        String id = onlooker.element(".room").getAttribute("data-id");

        somebody().post("/channels/" + channel + "/rooms/" + id + "/players", null);
        onlooker.awaitText(".badge", "Full");
        actor.awaitText(".badge", "Full");
        browser.find("[data-act=start]").click();
        onlooker.awaitText(".badge", "Playing");

        somebody().delete("/channels/" + channel + "/rooms/" + id + "/players");
        onlooker.awaitText(".room footer", "1 of 2");
        actor.select();
        browser.find("[data-act=leave]").click();
        onlooker.awaitText("#summary", "0 rooms");
        browser.await("the card is gone", () -> onlooker.texts(".room").isEmpty());
        assertThat(onlooker.element("#nothing").isDisplayed()).isTrue();
    }

    @Test
    void joiningIsOfferedWhereASeatIsFree() {
        openRoom("one seat", 1);
        Tab tab = open().awaitLive();
        browser.find("[data-act=join]").click();
        tab.awaitText(".badge", "Full");
        assertThat(tab.texts("[data-act=join]")).isEmpty();
        assertThat(tab.texts(".room footer button")).containsExactly("Leave", "Start");
    }

    @Test
    void theKeyboardStaysAtTheRoomsWhenTheLastOneLeavesAndTheRoomCloses() {
        openRoom("one seat", 1);
        Tab tab = open().awaitLive();
        browser.find("[data-act=join]").sendKeys(Keys.ENTER);
        browser.find("[data-act=leave]").sendKeys(Keys.ENTER);
        tab.awaitText("#summary", "0 rooms");
        assertThat(browser.run("return document.activeElement.id")).isEqualTo("rooms");
    }

    @Test
    void aRoomOfAsManySeatsAsTheServerAllowsIsOpenedOnThePage() {
        Tab tab = open().awaitLive();
        browser.find("#name").sendKeys("everybody");
        browser.find("#seats").clear();
        browser.find("#seats").sendKeys(Integer.toString(Room.MAX_SEATS));
        browser.find("#open button").click();
        tab.awaitText(".room footer", "1 of " + Room.MAX_SEATS);
    }

    @Test
    void everyChannelHasRoomsOfItsOwn() {
        openRoom("here only", 2);
        Tab tab = open().awaitLive();
        tab.awaitText("#rooms", "here only");
        browser.find("#channels a[href$=ranked]").click();
        browser.await(
                "the other channel", () -> browser.driver().getCurrentUrl().endsWith("channel=ranked"));
        tab.awaitLive();
        tab.awaitText("#channels [aria-current]", "ranked");
        assertThat(tab.text("#rooms")).doesNotContain("here only");
    }

    @Test
    void anOlderStateOfARoomNeverReplacesANewerOne() {
        long id = openRoom("contested", 3);
        Tab tab = open().awaitLive();
        for (int i = 0; i < 20; i++) {
            somebody().post("/channels/" + channel + "/rooms/" + id + "/players", null);
            caller("third-" + store).post("/channels/" + channel + "/rooms/" + id + "/players", null);
            somebody().delete("/channels/" + channel + "/rooms/" + id + "/players");
        }
        tab.awaitText(".room footer", "1 of 3");
        tab.awaitText(".seats", "third-" + store);
        long version = somebody()
                .get("/channels/" + channel + "/rooms")
                .json()
                .at("/rooms/0/version")
                .longValue();
        browser.await("the newest version", () -> Long.toString(version)
                .equals(tab.element(".room").getAttribute("data-version")));
    }

    @Test
    void olderNewsOfARoomThatHasClosedDoesNotOpenItAgain() {
        long id = openRoom("over", 2);
        Tab tab = open().awaitLive();
        tab.awaitText("#summary", "1 room");
        Room.Data before = new Room.Data(id, "over", 2, List.of("third"), RoomState.OPEN, 2);
        somebody().delete("/channels/" + channel + "/rooms/" + id + "/players");
        hub.publish(new Channel(channel).rooms(), hub.event("room-changed", before));
        openRoom("another", 2);
        tab.awaitText("#rooms", "another");
        browser.await(
                "only the other room",
                () -> tab.element("#rooms").getText().contains("another")
                        && !tab.element("#rooms").getText().contains("over"));
        tab.awaitText("#summary", "1 room");
    }
}
