package io.freshet.showcase;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a store has sold at one moment. All cards are read off it, so they agree with each other.
 *
 * @param store which store
 * @param menus each menu once; the most units first, by name where units are equal
 */
record StoreTotals(StoreId store, List<MenuTotal> menus) {
    private static final Comparator<MenuTotal> BEST_FIRST =
            Comparator.comparingLong(MenuTotal::units).reversed().thenComparing(MenuTotal::menu);

    StoreTotals {
        menus = menus.stream().sorted(BEST_FIRST).toList();
    }

    /** The number of orders; grows with each, so it is the version of all values. */
    long orders() {
        return sum(MenuTotal::orders);
    }

    long sales() {
        return sum(MenuTotal::sales);
    }

    long units() {
        return sum(MenuTotal::units);
    }

    Map<String, Long> unitsByMenu() {
        Map<String, Long> units = new LinkedHashMap<>();
        menus.forEach(menu -> units.put(menu.menu(), menu.units()));
        return units;
    }

    /** The menu with the most units, the first by name if several have as many; null if nothing was sold. */
    @Nullable
    MenuTotal bestSeller() {
        return menus.isEmpty() ? null : menus.get(0);
    }

    private long sum(ToLongFunction<MenuTotal> of) {
        return menus.stream().mapToLong(of).sum();
    }
}
