package io.freshet.showcase;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An order as it is sent.
 *
 * @param menu what is ordered
 * @param price the price of one
 * @param quantity how many
 */
record OrderRequest(String menu, long price, long quantity) {
    static final int MAX_MENU = 100;
    static final long MAX_PRICE = 100_000_000;
    static final long MAX_QUANTITY = 1000;

    private static final String MENU_ALLOWED = "a text of 1 to " + MAX_MENU + " characters without control characters";

    /** Reads {@code {"menu":"americano","price":4500,"quantity":2}}; other properties are passed over. */
    static OrderRequest read(JsonNode json) {
        if (!json.isObject()) {
            throw BadInput.of(
                    "order",
                    JsonBody.shown(json),
                    "an object such as {\"menu\":\"americano\",\"price\":4500,\"quantity\":2}");
        }
        return new OrderRequest(
                menu(json.get("menu")),
                wholeNumber("price", json.get("price"), 0, MAX_PRICE),
                wholeNumber("quantity", json.get("quantity"), 1, MAX_QUANTITY));
    }

    private static String menu(@Nullable JsonNode node) {
        if (node == null || !node.isString()) {
            throw BadInput.of("menu", JsonBody.shown(node), MENU_ALLOWED);
        }
        String menu = node.stringValue();
        int length = menu.codePointCount(0, menu.length());
        if (length < 1 || length > MAX_MENU || menu.codePoints().anyMatch(OrderRequest::isNoCharacter)) {
            throw BadInput.of("menu", BadInput.shown(menu), MENU_ALLOWED);
        }
        return menu;
    }

    /** A control character, or half a character. */
    private static boolean isNoCharacter(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }

    private static long wholeNumber(String name, @Nullable JsonNode node, long min, long max) {
        if (node == null
                || !node.isIntegralNumber()
                || !node.canConvertToLong()
                || node.longValue() < min
                || node.longValue() > max) {
            throw BadInput.of(name, JsonBody.shown(node), "a whole number from " + min + " to " + max);
        }
        return node.longValue();
    }
}
