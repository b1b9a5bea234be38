package io.freshet.showcase;

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

    /** Reads {@code {"menu":"americano","price":4500,"quantity":2}}; other properties are passed over. */
    static OrderRequest read(JsonNode json) {
        JsonFields order = JsonFields.of("order", json, "{\"menu\":\"americano\",\"price\":4500,\"quantity\":2}");
        return new OrderRequest(
                order.line("menu", MAX_MENU),
                order.wholeNumber("price", 0, MAX_PRICE),
                order.wholeNumber("quantity", 1, MAX_QUANTITY));
    }
}
