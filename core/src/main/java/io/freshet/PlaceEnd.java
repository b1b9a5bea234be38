package io.freshet;

/** What becomes of a subscriber when its connection has no place any more. */
public enum PlaceEnd {
    /** It may come back: it is known for the grace period, and its place is held for a moment. */
    HELD,
    /** It is known for the grace period; its place is free at once. */
    FREE,
    /** It is forgotten. */
    FORGOTTEN
}
