# The probe function for runtimes in Perl: does what its event asks, so that one function serves every test.
#
# It is loaded as `probe.handle`. An event without a known action comes back unchanged; `{"probe":"describe"}` lists
# the actions.
use strict;
use warnings;
use Time::HiRes;
use POSIX ();

my $boot_id = join '-', $$, Time::HiRes::time();
my $served  = 0;

my %actions;
%actions = (
    describe => sub {
        return { probe => 1, language => 'perl', actions => [ grep { $_ ne 'describe' } sort keys %actions ] };
    },
    env   => sub { my ($event) = @_; return { map { $_ => $ENV{$_} } @{ $event->{names} } } },
    throw => sub { my ($event) = @_; die bless { message => $event->{message} }, $event->{type} || 'Oops' },
    panic => sub { my ($event) = @_; die "$event->{message}\n" },
    # The two bytes are the quotes that JSON puts around a string.
    big     => sub { my ($event) = @_; return 'x' x ( $event->{bytes} - 2 ) },
    text    => sub { my ($event) = @_; return $event->{value} },
    nothing => sub { return undef },
    sleep   => sub { my ($event) = @_; Time::HiRes::sleep( $event->{ms} / 1000 ); return { slept => $event->{ms} } },
    state   => sub { return { bootId => $boot_id, count => $served } },
    exit    => sub { my ($event) = @_; POSIX::_exit( $event->{code} || 0 ) },
);

sub handle {
    my ( $event, $context ) = @_;
    $served += 1;
    my $action = ref $event eq 'HASH' && defined $event->{probe} && $actions{ $event->{probe} };
    return $action ? $action->($event) : $event;
}

die bless { message => 'probe init failed' }, 'ProbeInitError' if ( $ENV{PROBE_INIT} || '' ) eq 'throw';

1;
