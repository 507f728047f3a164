package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.apppasswords.keycloak.it.support.browser.Chromium.ColorScheme;
import org.apppasswords.keycloak.it.support.browser.Chromium.Screen;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;

/** The QR code on the page of the account console, read from the screen as a camera does. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class QrCodeIT {

    private static final By QR_CODE = By.cssSelector(".app-passwords-qr svg");

    @RegisterExtension
    static final Chromium browser = new Chromium();

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @ParameterizedTest
    @EnumSource
    void isTheAppPassword(ColorScheme colors) throws IOException, ReaderException {
        new RealmPolicy(realm).set(Map.of("require-second-factor", "false"));
        String username = "scans-" + colors.name().toLowerCase(Locale.ROOT);
        Person person = new TestUsers(realm).createWithoutSecondFactor(username);
        browser.show(Screen.DESKTOP, colors);
        browser.open(realm.getBaseUrl() + "/account/app-passwords");
        SignIn.enterPassword(browser, username, person.password());
        browser.click(button("appPasswordsCreateNew"));
        browser.type(By.id("app-password-name"), "Tablet");
        browser.press(Keys.ENTER);
        String shown = browser.element(By.id("app-password")).getText();

        browser.click(button("appPasswordsShowQr"));
        String read = read(browser.element(QR_CODE).getScreenshotAs(OutputType.BYTES));

        assertThat(read).isEqualTo(CreatePage.letters(shown));
        assertThat(new TokenEndpoint(realm.getBaseUrl())
                        .directGrant("dovecot", username, read)
                        .status())
                .isEqualTo(200);
    }

    private static By button(String textKey) {
        return By.xpath("//button[normalize-space()='" + Messages.text(textKey) + "']");
    }

    private static String read(byte[] picture) throws IOException, ReaderException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture));
        int width = image.getWidth();
        int height = image.getHeight();
        int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
        BinaryBitmap bitmap = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, height, pixels)));
        try {
            return new QRCodeReader().decode(bitmap).getText();
        } catch (ReaderException unreadable) {
            // The search for the three corners fails for one random code in 200. This picture holds nothing else.
            return new QRCodeReader()
                    .decode(bitmap, Map.of(DecodeHintType.PURE_BARCODE, true))
                    .getText();
        }
    }
}
