package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.util.HtmlUtils;

/** An address that leads nowhere: people are shown a page with a way back, and programs have problem+json with the same sentence. */
class ProblemPageTest extends ShowcaseTest {
    private static final String HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    @ParameterizedTest
    @CsvSource({
        "/dashboard?store=abc,400,storeId 'abc' is not allowed",
        "/links?link=a%20b,400,link 'a b' is not allowed",
        "/links?link=%3Cb%3E%7B%7Bdetail%7D%7D,400,link '<b>{{detail}}' is not allowed",
        "/links?link=%FF,400,the query 'link=%FF' is not allowed",
        "/lobby?channel=..,400,channel '..' is not allowed",
        "/nothing,404,there is nothing at '/nothing'",
        "/posts/999999999,404,there is no post 999999999",
        "/share-links/a/reactions,405,'GET'",
    })
    void aBrowserIsShownAPageAndAProgramIsToldTheSame(String path, int status, String wrong) {
        Caller ann = caller("ann");
        Caller.Answer program =
                Caller.exchange(ann.signed(path).header("Accept", "*/*").GET());
        assertThat(program.status()).isEqualTo(status);
        assertThat(program.header("Content-Type")).startsWith("application/problem+json");
        String sentence = program.json().get("detail").stringValue();
        assertThat(sentence).contains(wrong);

        Caller.Answer browser =
                Caller.exchange(ann.signed(path).header("Accept", HTML).GET());
        assertThat(browser.status()).isEqualTo(status);
        assertThat(browser.header("Content-Type")).isEqualToIgnoringCase("text/html;charset=UTF-8");
        assertThat(browser.text()).contains("href=\"/\"").doesNotContain("<b>");
        assertThat(HtmlUtils.htmlUnescape(browser.text())).contains(sentence);
    }
}
