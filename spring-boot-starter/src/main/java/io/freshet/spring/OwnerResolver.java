package io.freshet.spring;

import io.freshet.Owner;
import jakarta.servlet.http.HttpServletRequest;

/** Says whom a request's streams belong to. An application's own bean replaces the default: the principal, else the address. */
@FunctionalInterface
public interface OwnerResolver {
    /** The owner of what this request asks for. Called on the request's thread. */
    Owner resolve(HttpServletRequest request);
}
