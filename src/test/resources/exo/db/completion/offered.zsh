# Prints what zsh offers when the tabulator is pressed at the end of the line $1, one offer a line. The script that
# completes is beside this file. zsh runs at a terminal of its own; whatever it says of itself goes to stderr.
zmodload zsh/zpty
cd ${0:A:h}

cat >setup.zsh <<'SETUP'
PS1= PS2= RPS1=
autoload -U compinit && compinit -u -D
source ./script
: >said
exec 2>>said
compadd() {
    local -a found
    builtin compadd -O found "$@"
    ((!$#found)) || print -rl -- $found >>offered
    builtin compadd "$@"
}
told() { print -r -- '<''TOLD>' }
zle -N told
bindkey '^X' told
print -r -- '<''READY>'
SETUP

: >offered
zpty inner 'TERM=vt100 zsh -f -i'
zpty -w inner 'source ./setup.zsh'
zpty -r -m inner screen '*<READY>*'
zpty -w -n inner "$1"$'\t\x18'
zpty -r -m inner screen '*<TOLD>*'
zpty -d inner
cat said >&2
sort -u offered
