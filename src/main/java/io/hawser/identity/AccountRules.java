package io.hawser.identity;

import io.hawser.domain.DisplayName;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a new account must look like; every bad field is told at once. */
final class AccountRules {
    private static final Pattern LOGIN = Pattern.compile("[^\\s\\p{C}]{1,64}", Pattern.UNICODE_CHARACTER_CLASS);

    private AccountRules() {}

    /** Throws {@code BAD_VALUE} with the bad ones of {@code /name}, {@code /login} and {@code /password}. */
    static void check(String name, String login, String password) {
        List<FieldError> errors = new ArrayList<>();
        DisplayName.error("/name", name).ifPresent(errors::add);
        if (!LOGIN.matcher(login.strip()).matches()) {
            errors.add(new FieldError("/login", "must be 1 to 64 characters without white space"));
        }
        Passwords.error("/password", password).ifPresent(errors::add);
        if (!errors.isEmpty()) {
            throw Failure.invalid(errors);
        }
    }
}
