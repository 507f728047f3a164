package org.apppasswords.keycloak.it.support;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.keycloak.testframework.mail.MailServer;

/**
 * An e-mail that the server has sent.
 *
 * @param to whom to
 * @param subject the subject
 * @param text the part for readers that show text alone
 * @param html the other part
 */
public record Mail(String to, String subject, String text, String html) {

    /** The e-mails to this address, in the order of their arrival. */
    public static List<Mail> to(MailServer server, String address) {
        return Arrays.stream(server.getReceivedMessages())
                .map(Mail::read)
                .filter(mail -> mail.to().equals(address))
                .toList();
    }

    /** Waits for so many e-mails to this address. */
    public static List<Mail> await(MailServer server, String address, int count) {
        Waiting.until(
                count + " e-mails to " + address, () -> to(server, address).size() >= count);
        return to(server, address);
    }

    private static Mail read(MimeMessage message) {
        try {
            Multipart parts = (Multipart) message.getContent();
            return new Mail(
                    message.getAllRecipients()[0].toString(),
                    message.getSubject(),
                    (String) parts.getBodyPart(0).getContent(),
                    (String) parts.getBodyPart(1).getContent());
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
