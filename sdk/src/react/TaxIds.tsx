'use client'
import { type ReactNode, useId } from 'react'
import type { PaymentsError } from '../errors.js'
import type { TaxId } from '../types.js'
import { usePayments } from './context.js'
import { taxIdName } from './format.js'
import { Button, Field } from './parts.js'

/** The kinds that the server knows the shape of. */
export const taxIdTypes: readonly string[] = (
  'ae_trn au_abn br_cnpj br_cpf ca_bn ca_gst_hst ch_uid ch_vat cl_tin de_stn eu_vat gb_vat hk_br id_npwp il_vat in_gst is_vat jp_cn ' +
  'jp_trn kr_brn li_uid mx_rfc my_sst no_vat nz_gst ru_inn sa_vat sg_gst sg_uen th_vat tr_tin tw_vat ua_vat us_ein za_vat'
).split(' ')

export interface TaxIdsProps {
  value: readonly TaxId[]
  onChange: (value: TaxId[]) => void
  error?: PaymentsError | undefined
}

/** Lines of a kind and a number; what the server found wrong stands at its line. */
export function TaxIds({ value, onChange, error }: TaxIdsProps): ReactNode {
  const { say, explain } = usePayments()
  const id = useId()
  const put = (at: number, changed: Partial<TaxId>) =>
    onChange(value.map((one, place) => (place === at ? { ...one, ...changed } : one)))
  return (
    <>
      {value.map((one, at) => (
        <div className="pay-taxid" key={at}>
          <div className="pay-field">
            <label htmlFor={`${id}-${at}`}>{say('taxIdType')}</label>
            <select
              id={`${id}-${at}`}
              value={one.type}
              onChange={(event) => put(at, { type: event.target.value })}
            >
              {taxIdTypes.map((type) => (
                <option key={type} value={type}>
                  {taxIdName(type)}
                </option>
              ))}
            </select>
          </div>
          <Field
            label={say('taxId')}
            name={`taxId${at}`}
            value={one.value}
            onChange={(text) => put(at, { value: text })}
            error={error?.param?.startsWith(`taxIds[${at}]`) ? explain(error) : undefined}
          />
          <Button
            kind="quiet"
            label={say('removeTaxId', { value: one.value })}
            onClick={() => onChange(value.filter((_, place) => place !== at))}
          >
            {say('remove')}
          </Button>
        </div>
      ))}
      <Button kind="quiet" onClick={() => onChange([...value, { type: 'eu_vat', value: '' }])}>
        {say('addTaxId')}
      </Button>
    </>
  )
}
