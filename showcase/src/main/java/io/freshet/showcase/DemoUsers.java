package io.freshet.showcase;

import java.util.List;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.userdetails.User;
import org.springframework.stereotype.Component;

/** The demo's rule: whoever gives the same word as name and as password is that user. Nothing for real life. */
@Component
class DemoUsers implements AuthenticationProvider {
    /** What the hub takes as an owner's name. */
    static final int MAX_NAME = 256;

    @Override
    public Authentication authenticate(Authentication attempt) {
        String name = attempt.getName();
        boolean possible =
                !name.isBlank() && name.length() <= MAX_NAME && name.chars().noneMatch(Character::isISOControl);
        if (!possible || !name.equals(attempt.getCredentials())) {
            throw new BadCredentialsException("the password is not the user name");
        }
        List<SimpleGrantedAuthority> authorities = List.of(new SimpleGrantedAuthority("ROLE_USER"));
        User user = new User(name, "", authorities);
        return UsernamePasswordAuthenticationToken.authenticated(user, null, authorities);
    }

    @Override
    public boolean supports(Class<?> type) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }
}
