package io.freshet.showcase;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a dashboard can show of a store. A card's name is the type of its events. */
enum Card {
    /** Total sales, in the smallest unit of money. */
    SLS_01_01 {
        @Override
        Long value(StoreTotals totals) {
            return totals.sales();
        }
    },
    /** Number of orders. */
    SLS_02_01 {
        @Override
        Long value(StoreTotals totals) {
            return totals.orders();
        }
    },
    /** Units sold by menu, the most first. */
    MNU_01_01 {
        @Override
        Object value(StoreTotals totals) {
            return totals.unitsByMenu();
        }
    },
    /** Best-selling menu; none while nothing is sold. */
    MNU_02_01 {
        @Override
        @Nullable
        String value(StoreTotals totals) {
            MenuTotal best = totals.bestSeller();
            return best == null ? null : best.menu();
        }
    };

    abstract @Nullable Object value(StoreTotals totals);

    static Card parse(String code) {
        return Arrays.stream(values())
                .filter(card -> card.name().equals(code))
                .findFirst()
                .orElseThrow(() -> BadInput.of("card", BadInput.shown(code), "one of " + known()));
    }

    /** All codes, as a message names them. */
    static String known() {
        return Arrays.stream(values()).map(Card::name).collect(Collectors.joining(", "));
    }
}
