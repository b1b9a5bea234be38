package io.freshet.showcase;

import java.util.List;
import java.util.random.RandomGenerator;

/** What the stores of the showcase like to sell. */
enum Menu {
    AMERICANO("americano", 4500, 8),
    LATTE("café latte", 5000, 6),
    COLD_BREW("cold brew", 5500, 4),
    CROISSANT("croissant", 4200, 4),
    GREEN_TEA("green tea", 4800, 3),
    BAGEL("bagel", 3900, 2),
    CHEESECAKE("cheesecake", 6800, 2),
    LEMONADE("lemonade", 5800, 1);

    private static final List<Menu> ALL = List.of(values());

    private final String text;
    private final long price;
    private final int popularity;

    Menu(String text, long price, int popularity) {
        this.text = text;
        this.price = price;
        this.popularity = popularity;
    }

    /** What somebody might order; what is popular more often. */
    static OrderRequest anyOrder(RandomGenerator random) {
        int all = ALL.stream().mapToInt(menu -> menu.popularity).sum();
        int pick = random.nextInt(all);
        for (Menu menu : ALL) {
            pick -= menu.popularity;
            if (pick < 0) {
                return new OrderRequest(menu.text, menu.price, 1 + random.nextInt(3));
            }
        }
        throw new IllegalStateException("popularity adds up to more than " + all);
    }
}
