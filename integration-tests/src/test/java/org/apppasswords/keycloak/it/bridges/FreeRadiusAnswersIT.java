package org.apppasswords.keycloak.it.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How docker/freeradius/app-passwords.pl reads answers, without FreeRADIUS: those of Keycloak, and of other servers. */
class FreeRadiusAnswersIT {

    /** Prints the result code, and what FreeRADIUS and its rules would get. */
    private static final String HARNESS = """
            require $ARGV[0];
            %RAD_REQUEST = ('User-Name' => $ARGV[1]);
            %RAD_REPLY = ('REST-HTTP-Status-Code' => $ARGV[2], 'REST-HTTP-Body' => $ARGV[3]);
            sub radiusd::radlog { }
            my $code = authenticate();
            my $claims = join ',', @{$RAD_CHECK{'Tmp-String-1'} // []};
            print join '|', $code, $RAD_REPLY{'User-Name'} // '', $RAD_CHECK{'Response-Packet-Type'} // '', $claims;
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\u0000',
            value = {
                "200; {\"username\":\"alice\"}; 2|alice||",
                "200; {\"username\":\"ALICE\"}; 2|ALICE||",
                "200; {\"username\":\"alice\",\"userinfo\":{\"groups\":[\"/staff\",\"/a=b\"],\"sub\":\"1\"}}; 2|alice||groups=/staff,groups=/a=b,sub=1",
                "200; {\"username\":\"alice\",\"userinfo\":{\"a\":{\"b\":[{\"c\":1}]},\"n\":null,\"t\":true,\"f\":false}}; 2|alice||a.b.c=1,f=false,t=true",
                // A user's own text is the value of its claim, whatever it looks like.
                "200; {\"username\":\"alice\",\"userinfo\":{\"name\":\"x\\\",\\\"groups\\\":[\\\"/staff\\\"]\"}}; 2|alice||name=x\",\"groups\":[\"/staff\"]",
                "200; {\"username\":\"alice\",\"appPassword\":{\"name\":\"groups=/staff\"},\"userinfo\":{\"nickname\":\"groups=/staff\"}}; 2|alice||nickname=groups=/staff",
                "200; {\"username\":\"alice\",\"userinfo\":{\"name\":\"%{User-Password}\"}}; 2|alice||name=%{User-Password}",
                "200; {\"username\":\"bob\"}; 0|||",
                "200; {\"username\":\"alice@example.org\"}; 0|||",
                "200; {\"username\":\"alice \\u0000\"}; 3||Do-Not-Respond|",
                "200; {\"username\":\"al\\nice\"}; 3||Do-Not-Respond|",
                "200; {\"username\":\"\"}; 3||Do-Not-Respond|",
                "200; {\"username\":[\"alice\"]}; 3||Do-Not-Respond|",
                "200; {\"user\":\"alice\"}; 3||Do-Not-Respond|",
                "200; [\"alice\"]; 3||Do-Not-Respond|",
                "200; alice; 3||Do-Not-Respond|",
                "200; <html>alice</html>; 3||Do-Not-Respond|",
                "204; {\"username\":\"alice\"}; 3||Do-Not-Respond|",
                "401; {\"error\":\"invalid_grant\"}; 0|||",
                "400; {\"username\":\"alice\"}; 3||Do-Not-Respond|",
                "403; {\"username\":\"alice\"}; 3||Do-Not-Respond|",
                "503; {\"username\":\"alice\"}; 3||Do-Not-Respond|",
                "0; x; 3||Do-Not-Respond|",
            })
    void onlyAUserIsAccepted(String status, String body, String expected) {
        Program.Result result = new Program(
                        "perl",
                        "-e",
                        HARNESS,
                        ProjectFiles.ROOT
                                .resolve("docker/freeradius/app-passwords.pl")
                                .toString(),
                        " Alice",
                        status,
                        body)
                .run();

        assertThat(result.output().strip()).isEqualTo(expected);
    }
}
