/** Texts of registration, binding and activation, and of forms. */
import { Field, Reason, Screen } from "../../assembly/abi_shown.ts";
import type { FieldForm } from "./fields.ts";
import type { Text } from "./language.ts";
import type { ScreenText } from "./screens.ts";

export const BINDING_SCREENS = {
  [Screen.FORM_FIELD]: {
    title: { zh: "请填写", en: "Fill in" },
    advice: { zh: "<确认>下一项 <取消>上一项", en: "Confirm: next, cancel: back" },
  },
  [Screen.FORM_REVIEW]: {
    title: { zh: "请核对", en: "Is all of this right?" },
    advice: { zh: "<确认>无误 数字=修改该项", en: "Confirm, or a digit to correct" },
  },
} satisfies Partial<Record<Screen, ScreenText>>;

export const BINDING_FIELDS = {
  [Field.LABEL_OF]: { name: { zh: "栏目", en: "Field" }, form: "number" },
  [Field.CATEGORY]: { name: { zh: "商户类别码", en: "Category (MCC)" }, form: "text" },
  [Field.LICENCE]: { name: { zh: "统一社会信用代码", en: "Licence number" }, form: "text" },
  [Field.IDENTITY]: { name: { zh: "法人身份证号", en: "Owner's identity no." }, form: "text" },
  [Field.ACCOUNT]: { name: { zh: "结算账号", en: "Settlement account" }, form: "text" },
  [Field.CONTACT]: { name: { zh: "联系人", en: "Contact" }, form: "text" },
  [Field.PHONE]: { name: { zh: "联系电话", en: "Phone" }, form: "text" },
  [Field.MERCHANT_NUMBER]: { name: { zh: "商户号", en: "Merchant no." }, form: "text" },
} satisfies Partial<Record<Field, { name: Text; form: FieldForm }>>;

export const BINDING_REASONS = {
  [Reason.FORM_LENGTH]: { zh: "长度不对，请核对", en: "It is too short or too long" },
  [Reason.FORM_CHARACTER]: { zh: "含有不允许的字符", en: "A character is not allowed here" },
  [Reason.FORM_CHECK_DIGIT]: { zh: "校验位不符，请核对", en: "The check digit is wrong" },
  [Reason.FORM_DATE]: { zh: "其中的日期有误", en: "The date in it is wrong" },
  [Reason.FORM_RANGE]: { zh: "不在允许的范围内", en: "It is out of range" },
} satisfies Partial<Record<Reason, Text>>;
