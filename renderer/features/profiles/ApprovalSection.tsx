// Which runs on this profile need a second person, and who that can be.

import { ApprovalRule } from '../../../shared/model/profile.ts';
import { SelectField, TextField } from '../../components/Field.tsx';
import { FormSection } from '../../components/FormSection.tsx';
import { useWords } from '../../i18n/i18n.ts';
import type { SectionProps } from './ProfileSections.tsx';

const CHOICES = ApprovalRule.shape.asks.options;

export function ApprovalSection({ draft: { approval }, change, problems }: SectionProps) {
  const t = useWords('approval');
  const profiles = useWords('profiles');
  const isForNobody = approval.asks !== 'never' && approval.approvers.trim() === '';
  return (
    <FormSection title={t('rule.title')}>
      <SelectField
        label={t('rule.asks')}
        value={approval.asks}
        onChange={(value) => change({ approval: { ...approval, asks: ApprovalRule.shape.asks.parse(value) } })}
        choices={CHOICES.map((value) => ({ value, label: t(`rule.${value}`) }))}
      />
      <TextField
        label={t('rule.approvers')}
        help={t(isForNobody ? 'rule.nobody' : 'rule.approversHelp')}
        value={approval.approvers}
        onChange={(approvers) => change({ approval: { ...approval, approvers } })}
        error={problems.approvers && profiles(`editor.problem.${problems.approvers}`)}
        rows={3}
        code
      />
    </FormSection>
  );
}
