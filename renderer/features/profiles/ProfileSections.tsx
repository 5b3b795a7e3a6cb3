// The parts of the profile editor: who it is, Redis, MongoDB.

import type { ReactNode } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { Environment, type PasswordName, type Secrets } from '../../../shared/model/profile.ts';
import { CheckField, SelectField, TextField } from '../../components/Field.tsx';
import { FormSection } from '../../components/FormSection.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { PROFILE_COLOURS, type DraftProblems, type ProfileDraft, type TlsDraft } from './profile-form.ts';
import styles from './ProfileEditor.module.css';

export interface SectionProps {
  readonly draft: ProfileDraft;
  readonly change: (part: Partial<ProfileDraft>) => void;
  readonly problems: DraftProblems;
  readonly secrets: Secrets;
  readonly changeSecret: (name: PasswordName, value: string) => void;
  readonly isNew: boolean;
}

export function IdentitySection({ draft, change, problems }: SectionProps) {
  const t = useWords('profiles');
  const shell = useWords('shell');
  return (
    <div className={styles.grid}>
      <TextField
        label={t('editor.name')}
        value={draft.name}
        onChange={(name) => change({ name })}
        error={problems.name && t(`editor.problem.${problems.name}`)}
        autoFocus
      />
      <SelectField
        label={t('editor.environment')}
        help={t('editor.environmentHelp')}
        value={draft.environment}
        onChange={(environment) => change({ environment: Environment.parse(environment) })}
        choices={Environment.options.map((value) => ({ value, label: shell(`environment.${value}`) }))}
      />
      <RadioGroup
        className={styles.colours!}
        orientation="horizontal"
        value={draft.colour}
        onChange={(colour) => change({ colour })}
      >
        <Label className={styles.note!}>{t('editor.colour')}</Label>
        {[...new Set([...PROFILE_COLOURS, draft.colour])].map((colour) => (
          <Radio
            key={colour}
            value={colour}
            aria-label={colour}
            className={styles.colour!}
            style={{ background: colour }}
          />
        ))}
      </RadioGroup>
    </div>
  );
}

export function RedisSection({ draft, change, problems, secrets, changeSecret, isNew }: SectionProps) {
  const t = useWords('profiles');
  return (
    <Section kind={t('editor.redis')} isOn={draft.hasRedis} onChange={(hasRedis) => change({ hasRedis })}>
      <TextField
        label={t('editor.seeds')}
        help={t('editor.redisSeeds')}
        value={draft.redisSeeds}
        onChange={(redisSeeds) => change({ redisSeeds })}
        error={problems.redisSeeds && t(`editor.problem.${problems.redisSeeds}`)}
        placeholder="redis-1.example:7000"
        code
      />
      <Credentials
        username={draft.redisUsername}
        onUsername={(redisUsername) => change({ redisUsername })}
        password={secrets.redisPassword ?? ''}
        onPassword={(value) => changeSecret('redisPassword', value)}
        isNew={isNew}
      />
      <TlsFields tls={draft.redisTls} onChange={(redisTls) => change({ redisTls })} />
      <TextField
        label={t('editor.addressMap')}
        help={t('editor.addressMapHelp')}
        value={draft.addressMap}
        onChange={(addressMap) => change({ addressMap })}
        error={problems.addressMap && t(`editor.problem.${problems.addressMap}`)}
        rows={2}
        code
      />
    </Section>
  );
}

export function MongoSection({ draft, change, problems, secrets, changeSecret, isNew }: SectionProps) {
  const t = useWords('profiles');
  return (
    <Section kind={t('editor.mongo')} isOn={draft.hasMongo} onChange={(hasMongo) => change({ hasMongo })}>
      <TextField
        label={t('editor.seeds')}
        help={t('editor.mongoSeeds')}
        value={draft.mongoSeeds}
        onChange={(mongoSeeds) => change({ mongoSeeds })}
        error={problems.mongoSeeds && t(`editor.problem.${problems.mongoSeeds}`)}
        placeholder="db-1.example:27017"
        code
      />
      <div className={styles.grid}>
        <TextField
          label={t('editor.replicaSet')}
          help={t('editor.replicaSetHelp')}
          value={draft.replicaSet}
          onChange={(replicaSet) => change({ replicaSet })}
          code
        />
        <TextField
          label={t('editor.authSource')}
          value={draft.authSource}
          onChange={(authSource) => change({ authSource })}
          placeholder="admin"
          code
        />
      </div>
      <Credentials
        username={draft.mongoUsername}
        onUsername={(mongoUsername) => change({ mongoUsername })}
        password={secrets.mongoPassword ?? ''}
        onPassword={(value) => changeSecret('mongoPassword', value)}
        isNew={isNew}
      />
      <TlsFields tls={draft.mongoTls} onChange={(mongoTls) => change({ mongoTls })} />
    </Section>
  );
}

interface SectionFrameProps {
  readonly kind: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly children: ReactNode;
}

function Section({ kind, isOn, onChange, children }: SectionFrameProps) {
  const t = useWords('profiles');
  return (
    <FormSection title={kind}>
      <CheckField label={t('editor.has', { kind })} isSelected={isOn} onChange={onChange} />
      {isOn && children}
    </FormSection>
  );
}

interface CredentialsProps {
  readonly username: string;
  readonly onUsername: (value: string) => void;
  readonly password: string;
  readonly onPassword: (value: string) => void;
  readonly isNew: boolean;
}

function Credentials({ username, onUsername, password, onPassword, isNew }: CredentialsProps) {
  const t = useWords('profiles');
  return (
    <div className={styles.grid}>
      <TextField
        label={t('editor.username')}
        help={t('editor.usernameHelp')}
        value={username}
        onChange={onUsername}
        code
      />
      <TextField
        type="password"
        label={t('editor.password')}
        {...(isNew ? {} : { help: t('editor.passwordKept') })}
        value={password}
        onChange={onPassword}
      />
    </div>
  );
}

function TlsFields({ tls, onChange }: { readonly tls: TlsDraft; readonly onChange: (tls: TlsDraft) => void }) {
  const t = useWords('profiles');
  return (
    <>
      <CheckField label={t('editor.tls')} isSelected={tls.isOn} onChange={(isOn) => onChange({ ...tls, isOn })} />
      {tls.isOn && (
        <>
          <p className={styles.note}>{t('editor.tlsHelp')}</p>
          <div className={styles.grid}>
            {(['caFile', 'serverName', 'certFile', 'keyFile'] as const).map((name) => (
              <TextField
                key={name}
                label={t(`editor.${name}`)}
                value={tls[name]}
                onChange={(value) => onChange({ ...tls, [name]: value })}
                code
              />
            ))}
          </div>
        </>
      )}
    </>
  );
}
