// `marsad backups settings`: what the Redis nodes of a set were set to, as the text of their own files.

import type { Command } from 'commander';
import { AppError } from '../../../shared/errors.ts';
import type { RedisSettingsInSet } from '../../../shared/model/backup.ts';
import { aclFileText, configurationText } from '../../../shared/redis-files.ts';
import { formatRanges } from '../../../shared/slots.ts';
import { connectProfile } from '../choose-profile.ts';
import { printable, style } from '../printer.ts';
import { addCommonOptions, runWithApp, type CommonOptions } from '../session.ts';

const SETTINGS_JSON = `
JSON (--json): a list of {node, ranges, settings: null or {users[] or null, configuration or null, leftOut[]}}

Passwords are never in it: what was left out is named. --node and --file print one file alone, to be redirected.`;

interface SettingsOptions extends CommonOptions {
  readonly node?: string;
  readonly file?: string;
}

const FILES = ['acl', 'conf'] as const;
type File = (typeof FILES)[number];

export function registerSettings(backups: Command): void {
  addCommonOptions(backups.command('settings <set>'))
    .description('users and configuration of the Redis nodes of a set, as users.acl and redis.conf')
    .option('--node <host:port>', 'of this node alone')
    .option('--file <acl|conf>', 'this file alone')
    .addHelpText('after', SETTINGS_JSON)
    .action((setId: string, _: SettingsOptions, command: Command) => {
      const options = command.optsWithGlobals<SettingsOptions>();
      return runWithApp(options, async (session) => {
        const file = fileOf(options.file);
        const { profile } = await connectProfile(session);
        const all = await session.app.call('backups.redisSettings', { profileId: profile.id, setId });
        const chosen = options.node === undefined ? all : all.filter(({ node }) => node === options.node);
        if (chosen.length === 0)
          throw new AppError('not_found', `The set holds no settings of ${options.node ?? 'a Redis node'}.`, {
            hint: `It was taken from: ${all.map(({ node }) => node).join(', ') || 'no Redis node'}.`,
          });
        const isAlone = file !== null && chosen.length === 1;
        session.printer.result(chosen, () =>
          chosen.flatMap((each) => (isAlone ? textOf(each, file) : linesOf(each, file))),
        );
      });
    });
}

function fileOf(typed: string | undefined): File | null {
  const file = FILES.find((each) => each === typed) ?? null;
  if (typed === undefined || file !== null) return file;
  throw new AppError('bad_request', `There is no file “${typed}”.`, { hint: 'acl and conf are there.' });
}

function linesOf(each: RedisSettingsInSet, file: File | null): string[] {
  const { node, ranges, settings } = each;
  const title = style('bold', `${node}  ${formatRanges(ranges)}`);
  if (settings === null) return [title, '  the set was taken before settings were kept', ''];
  const leftOut = settings.leftOut.length === 0 ? [] : [style('dim', `# left out: ${settings.leftOut.join(', ')}`)];
  return [
    title,
    ...leftOut,
    ...FILES.flatMap((name) => (file === null || file === name ? textOf(each, name) : [])),
    '',
  ];
}

function textOf({ settings }: RedisSettingsInSet, file: File): string[] {
  const part = file === 'acl' ? settings?.users : settings?.configuration;
  if (part === undefined || part === null) return ['# not in the set: its user was not allowed to read it'];
  const text = file === 'acl' ? aclFileText(settings!.users!) : configurationText(settings!.configuration!);
  return text.trimEnd().split('\n').map(printable);
}
