# The two sides of FreeRADIUS's request to Keycloak, for rlm_perl of FreeRADIUS 3.2: the form with the name and the password, and
# what Keycloak answers. rlm_rest sends the request in between. Needs only modules that come with Perl.

use strict;
use warnings;
use Encode ();
use JSON::PP ();

our (%RAD_REQUEST, %RAD_REPLY, %RAD_CHECK, %RAD_PERLCONF);

# FreeRADIUS's result codes, and a level of its log.
use constant { REJECT => 0, OK => 2, HANDLED => 3, NOOP => 7, UPDATED => 8, LOG_ERROR => 4 };

# Control attributes, which FreeRADIUS never sends: the form, and the claims of the user, such as "groups=/staff".
use constant { FORM => 'Tmp-String-0', CLAIMS => 'Tmp-String-1' };

# FreeRADIUS passes attributes as bytes. Programs that do not send UTF-8 mostly send ISO 8859-1.
sub text {
    my ($bytes) = @_;
    my $text = eval { Encode::decode('UTF-8', $bytes, Encode::FB_CROAK | Encode::LEAVE_SRC) };
    return defined $text ? $text : Encode::decode('ISO-8859-1', $bytes);
}

sub bytes {
    return Encode::encode('UTF-8', $_[0]);
}

sub encoded {
    my ($bytes) = @_;
    $bytes =~ s/([^A-Za-z0-9._~-])/sprintf('%%%02X', ord $1)/eg;
    return $bytes;
}

# Only for PAP, which sends the password itself; MS-CHAP and similar protocols require a hash of their own. Control characters
# in the name are rejected: a name with a NUL could become that of another user in a program that ends texts there.
sub authorize {
    my ($name, $password) = @RAD_REQUEST{'User-Name', 'User-Password'};
    return NOOP if ref $name || ref $password || !defined $name || !defined $password;
    return NOOP unless $name =~ /^\s*[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f]\s*\z/;
    # RADIUS pads passwords with NULs.
    $password =~ s/\x00.*//s;
    my $form = 'username=' . encoded(bytes(text($name))) . '&password=' . encoded(bytes(text($password)));
    $form .= '&userinfo=true' if ($RAD_PERLCONF{userinfo} // 'no') eq 'yes';
    $RAD_CHECK{(FORM)} = $form;
    $RAD_CHECK{'Auth-Type'} = 'app-passwords';
    return UPDATED;
}

sub authenticate {
    my $status = $RAD_REPLY{'REST-HTTP-Status-Code'} // 0;
    my $answer = $status == 200 ? answer($RAD_REPLY{'REST-HTTP-Body'}) : undef;
    return rejected('Keycloak rejects it') if $status == 401;
    if (!$answer) {
        # With a wrong client secret, or if Keycloak is down or slow, do not respond: the RADIUS client then tries again or the next
        # server, and does not report a wrong password.
        radiusd::radlog(LOG_ERROR, "app-passwords: Keycloak answered $status");
        $RAD_CHECK{'Response-Packet-Type'} = 'Do-Not-Respond';
        return HANDLED;
    }
    # Most VPN servers continue with the name that was typed, so it must be the name of the user whose password this is. Keycloak
    # also accepts e-mail addresses, and one may be another user's name.
    if (($RAD_PERLCONF{takes_other_names} // 'no') ne 'yes'
        && comparable($answer->{username}) ne comparable(text($RAD_REQUEST{'User-Name'})))
    {
        return rejected('the password of a user with another name');
    }
    $RAD_REPLY{'User-Name'} = bytes($answer->{username});
    $RAD_CHECK{(CLAIMS)} = [claims($answer->{userinfo})];
    return OK;
}

sub rejected {
    $RAD_REQUEST{'Module-Failure-Message'} = $_[0];
    return REJECT;
}

# Returns the object that Keycloak sent, or nothing: if the URL is wrong, another page may have answered.
sub answer {
    my ($body) = @_;
    my $answer = eval { JSON::PP->new->utf8->decode($body // '') };
    return unless ref $answer eq 'HASH';
    my $name = $answer->{username};
    return if !defined $name || ref $name || $name eq '' || $name =~ /[\x00-\x1f\x7f]/;
    return $answer;
}

# In lower case and without white space around it, as Keycloak reads a name.
sub comparable {
    my ($name) = @_;
    $name =~ s/^\s+|\s+\z//g;
    return lc $name;
}

# Returns each claim as "name=value": a list as one text for each element, an object as "name.field=value".
sub claims {
    my ($value, $name) = @_;
    return map { claims($value->{$_}, defined $name ? "$name.$_" : $_) } sort keys %$value if ref $value eq 'HASH';
    return map { claims($_, $name) } @$value if ref $value eq 'ARRAY';
    return unless defined $value && defined $name;
    return bytes($name . '=' . (JSON::PP::is_bool($value) ? ($value ? 'true' : 'false') : $value));
}

1;
