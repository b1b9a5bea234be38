package io.freshet.showcase;

/**
 * What a store sold of one menu.
 *
 * @param menu the menu's name
 * @param orders how many orders named it
 * @param units how many were sold
 * @param sales what they brought in
 */
record MenuTotal(String menu, long orders, long units, long sales) {}
