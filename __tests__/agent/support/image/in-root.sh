#!/bin/sh
# Runs a command where it sees what a container would: the programs of this machine in place of a base image, read-only,
# and beside them the folders that a stage holds. Called in a mount namespace of its own, which ends with the command.
#
#   in-root.sh rw|ro STAGE UID:GID WORKDIR COMMAND...
#
# STAGE/files holds /app, /opt and /usr/local; STAGE/root is empty. With rw they are written to, as by RUN, which also
# sees NPM_CACHE and NPM_CONFIG at the places of the user root; with ro only /tmp is.
set -eu
mode=$1 stage=$2 user=$3 workdir=$4
shift 4
root=$stage/root

read_only() { mount -o remount,bind,ro,nosuid,nodev "$1"; }

mount -t tmpfs -o mode=755 tmpfs "$root"
for folder in /bin /sbin /lib /lib32 /lib64 /usr /etc; do
  if [ -L "$folder" ]; then
    cp -P "$folder" "$root$folder"
  elif [ -d "$folder" ]; then
    mkdir "$root$folder"
    mount --rbind "$folder" "$root$folder"
    if [ "$(id -u)" = 0 ] && [ -z "${UNPRIVILEGED-}" ]; then read_only "$root$folder"; fi
  fi
done
for folder in /dev /proc; do
  mkdir "$root$folder"
  mount --rbind "$folder" "$root$folder"
done
for folder in /app /opt /usr/local; do
  mkdir -p "$root$folder"
  mount --bind "$stage/files$folder" "$root$folder"
  if [ "$mode" = ro ]; then read_only "$root$folder"; fi
done
mkdir "$root/tmp"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
if [ "$mode" = rw ]; then
  mkdir -p "$root/root/.npm"
  if [ -d "${NPM_CACHE-}" ]; then mount --bind "$NPM_CACHE" "$root/root/.npm"; fi
  if [ -f "${NPM_CONFIG-}" ]; then cp "$NPM_CONFIG" "$root/root/.npmrc"; fi
fi
mkdir "$root/.before"
read_only "$root"

unset NPM_CACHE NPM_CONFIG
cd "$root"
pivot_root . .before
umount --lazy /.before
cd "$workdir"

# the command takes this process's place, so that it gets the signals
if [ "$user" = 0:0 ]; then
  exec "$@"
elif [ -z "${UNPRIVILEGED-}" ]; then
  exec setpriv --reuid "${user%:*}" --regid "${user#*:}" --clear-groups --no-new-privs "$@"
else
  exec unshare --user --map-user="${user%:*}" --map-group="${user#*:}" "$@"
fi
