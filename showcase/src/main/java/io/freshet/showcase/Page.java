package io.freshet.showcase;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.util.HtmlUtils;

/** An HTML page with a few places to fill in, written <code>{{so}}</code>; <code>{{>so}}</code> is a part that pages share. */
final class Page {
    private static final Pattern PART = Pattern.compile("\\{\\{>([a-z-]+)}}\n");

    private final String html;

    private Page(String html) {
        this.html = html;
    }

    static Page named(String name) {
        String html = read(name);
        return new Page(
                PART.matcher(html).replaceAll(part -> Matcher.quoteReplacement(read("parts/" + part.group(1)))));
    }

    private static String read(String name) {
        try {
            return new ClassPathResource("pages/" + name + ".html").getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException missing) {
            throw new UncheckedIOException("There is no page '" + name + "'", missing);
        }
    }

    /** The page with these values, as text and never as markup. */
    String with(Map<String, String> values) {
        String filled = html;
        for (Map.Entry<String, String> value : values.entrySet()) {
            // What a visitor chose could look like one of our places.
            String text = HtmlUtils.htmlEscape(value.getValue(), StandardCharsets.UTF_8.name())
                    .replace("{", "&#123;");
            filled = filled.replace("{{" + value.getKey() + "}}", text);
        }
        return filled;
    }
}
