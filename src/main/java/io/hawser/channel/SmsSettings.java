package io.hawser.channel;

/**
 * Who sends text messages for the hub, by the API that Twilio has.
 *
 * @param url where the API begins, without a slash at its end
 * @param account its id
 * @param token the account's
 * @param from a number, or the id of a messaging service
 */
public record SmsSettings(String url, String account, String token, String from) {
    /** Leaves the token out. */
    @Override
    public String toString() {
        return "SmsSettings[" + url + "]";
    }
}
